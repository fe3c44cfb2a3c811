"""Words, periods, units and faults: what every other room speaks with."""
