"""The log: events written once, in one order, for ever."""
