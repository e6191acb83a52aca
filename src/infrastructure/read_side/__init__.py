"""The read side: tables made from declared projections, fed from the log or the broker, rebuilt, verified and read."""
