"""Pure methods: data in, data out; no session, no clock, no randomness without a seed."""
