"""The database and what nodes share. `Database.open` is the door, `records` is what goes in and comes out.

SQL, SQLAlchemy, asyncpg and Redis live only here; no driver's object leaves.
"""
