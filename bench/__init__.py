"""Side by side: a peer and geo-target on the same work in the same run."""
