//! The API client: what it sends, how it reads answers, what it repeats and what it never repeats.

mod answers;
mod faults;
mod load;
mod operations;
mod proxy;
mod requests;
mod tls;
mod wire;
