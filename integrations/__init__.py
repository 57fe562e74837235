"""Services that leads travel on to. None yet: each will be one file beside this one, called and never calling."""
