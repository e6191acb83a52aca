"""The command line: `rolecall`, one file a group of verbs."""
