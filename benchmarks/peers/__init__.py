"""What Rolecall is measured beside, each as its own documentation says and at its best setting that keeps its guarantees."""
