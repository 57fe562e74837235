"""What the script format and its engine promise, sentence by sentence, tested from outside."""
