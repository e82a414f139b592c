//! Logging: `tracing` to stderr or a file. stdout belongs to the protocol.
