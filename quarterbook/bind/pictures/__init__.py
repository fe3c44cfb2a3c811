"""Pictures as they are published: no larger than can be set, and nothing but what is seen."""
