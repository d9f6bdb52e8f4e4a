//! Doubles of the providers.
