//! What it takes to get a large project: 10,000 flags with rules in 4 environments.
//!
//! `cargo bench --bench load` prints the time of a full load from the simulator through the client, of storing the disk
//! cache, and of a cold start from it, which has a budget of 100 ms. The simulator runs in the same process, so that the
//! load pays for both sides.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use flagwise::launchdarkly::{Cache, Client, ClientOptions, Host};
use flagwise::simulator::{Simulator, SimulatorOptions};
use secrecy::SecretString;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FLAGS: usize = 10_000;
const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let runtime = tokio::runtime::Runtime::new()?;
    let simulator = Simulator::start(SimulatorOptions { extra_flags: FLAGS, ..SimulatorOptions::default() })?;
    let host = Host::parse(&simulator.url())?;
    let token = SecretString::from(simulator.writer_token());
    let client = Client::new(ClientOptions { host: host.clone(), ..ClientOptions::new(token) })?;

    let (project, environments) = (simulator.project(), simulator.environments());
    let started = Instant::now();
    let catalog = runtime.block_on(client.load_catalog(&project, &environments, |_| {}))?.catalog;
    let (time, flags, requests) = (started.elapsed(), catalog.flags.len(), simulator.requests().len());
    writeln!(out, "full load from the simulator: {time:.2?} ({flags} flags, {requests} requests)")?;
    simulator.shutdown();

    let configs = || catalog.flags.values().flat_map(|flag| flag.environments.values());
    let rules: usize = configs().map(|config| config.rules.len()).sum();
    writeln!(out, "rules in an environment: {:.1}", rules as f64 / configs().count() as f64)?;

    let folder = tempfile::tempdir()?;
    let cache = Cache::at(folder.path());
    let started = Instant::now();
    cache.store(&host, &catalog)?;
    writeln!(out, "storing the cache: {:.1?}", started.elapsed())?;
    let size = std::fs::metadata(cache.file(&host, &project))?.len();
    drop(catalog);
    let cold = median(|| cache.load(&host, &project));
    writeln!(out, "cold start from the disk cache: {cold:.1?} ({:.1} MB; budget 100 ms)", size as f64 / 1e6)?;
    Ok(())
}

/// The middle of several rounds, after one to warm up.
fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            // What is made is dropped after the clock was read.
            let made = black_box(work());
            let time = started.elapsed();
            drop(made);
            time
        })
        .collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}
