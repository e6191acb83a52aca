"""The law on what a posting must say: rules as data, and what they come to for one offer on one day."""
