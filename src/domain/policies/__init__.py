"""Rules that more than one aggregate keeps: small, pure, ignorant of who asks."""
