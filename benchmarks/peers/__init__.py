"""What Rolecall is measured beside: each as its documentation says, at its best setting that keeps its guarantees."""
