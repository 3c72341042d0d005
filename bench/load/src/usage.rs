//! What a process has used so far, from `/proc`: <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>

use std::collections::{BTreeMap, HashMap};
use std::{fs, io};

use serde::Serialize;

/// Length of a clock tick in `stat`, in µs: `sysconf(_SC_CLK_TCK)` is 100 on every Linux of today.
const TICK: u64 = 10_000;
/// The first thread, which has the name of the program.
const MAIN: &str = "main";
/// Under this name goes the time of threads that ended in between.
const ENDED: &str = "(ended)";

/// Why nothing can be said of a process.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// There is no such process, or no `/proc`.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The kernel writes it otherwise.
    #[error("cannot understand {path}")]
    Malformed {
        /// The file.
        path: String,
    },
}

/// CPU time, in µs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cpu {
    /// In the program.
    pub user_us: u64,
    /// In the kernel.
    pub system_us: u64,
}

/// Resident memory, in KB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// Now.
    pub now_kb: u64,
    /// The most so far.
    pub peak_kb: u64,
}

/// What a process has used.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// Its memory.
    pub memory: Memory,
    total: Cpu,
    /// By id, as names are shared and ids are not.
    threads: HashMap<String, (String, Cpu)>,
}

impl Usage {
    /// Of a process, up to now.
    pub fn of(pid: u32) -> Result<Self, UsageError> {
        let folder = format!("/proc/{pid}");
        let (_, total) = read(format!("{folder}/stat"), stat)?;
        let memory = read(format!("{folder}/status"), memory)?;
        let tasks = format!("{folder}/task");
        let entries =
            fs::read_dir(&tasks).map_err(|source| UsageError::Read { path: tasks.clone(), source })?;
        let threads = entries.filter_map(|entry| {
            let id = entry.ok()?.file_name().into_string().ok()?;
            // A thread that ended since the folder was read.
            let (name, cpu) = read(format!("{tasks}/{id}/stat"), stat).ok()?;
            let name = if id == pid.to_string() { MAIN.into() } else { name };
            Some((id, (name, cpu)))
        });
        Ok(Self { memory, total, threads: threads.collect() })
    }

    /// CPU time since an earlier moment, by the names of threads.
    pub fn since(&self, earlier: &Self) -> BTreeMap<String, Cpu> {
        let mut spent: BTreeMap<String, Cpu> = BTreeMap::new();
        let mut sum = Cpu::default();
        for (id, (name, cpu)) in &self.threads {
            let before = earlier.threads.get(id).map_or_else(Cpu::default, |(_, cpu)| *cpu);
            let cpu = cpu.less(before);
            sum = sum.plus(cpu);
            let of_name = spent.entry(name.clone()).or_default();
            *of_name = of_name.plus(cpu);
        }
        // The kernel rounds the process and each thread by themselves, and parts user from system anew for each.
        let total = self.total.less(earlier.total);
        let rounded = TICK * (self.threads.len() as u64 + 1);
        if total.all() > sum.all() + rounded {
            spent.insert(ENDED.into(), total.less(sum));
        }
        spent
    }
}

impl Cpu {
    fn all(self) -> u64 {
        self.user_us + self.system_us
    }

    fn plus(self, other: Self) -> Self {
        Self { user_us: self.user_us + other.user_us, system_us: self.system_us + other.system_us }
    }

    fn less(self, other: Self) -> Self {
        Self {
            user_us: self.user_us.saturating_sub(other.user_us),
            system_us: self.system_us.saturating_sub(other.system_us),
        }
    }
}

fn read<T>(path: String, parse: fn(&str) -> Option<T>) -> Result<T, UsageError> {
    match fs::read_to_string(&path) {
        Ok(text) => parse(&text).ok_or(UsageError::Malformed { path }),
        Err(source) => Err(UsageError::Read { path, source }),
    }
}

/// The name and the times of a process or a thread.
fn stat(text: &str) -> Option<(String, Cpu)> {
    // A name may hold spaces and parentheses itself.
    let (start, rest) = text.rsplit_once(") ")?;
    let (_, name) = start.split_once('(')?;
    let mut times = rest.split(' ').skip(11).map(|ticks| Some(ticks.parse::<u64>().ok()? * TICK));
    Some((name.to_string(), Cpu { user_us: times.next()??, system_us: times.next()?? }))
}

fn memory(text: &str) -> Option<Memory> {
    let kb = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim_end_matches("kB").trim().parse().ok()
    };
    Some(Memory { now_kb: kb("VmRSS")?, peak_kb: kb("VmHWM")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cpu(user_us: u64, system_us: u64) -> Cpu {
        Cpu { user_us, system_us }
    }

    fn usage(total: Cpu, threads: &[(&str, &str, Cpu)]) -> Usage {
        let threads = threads.iter().map(|(id, name, cpu)| ((*id).into(), ((*name).into(), *cpu)));
        Usage { total, threads: threads.collect(), ..Usage::default() }
    }

    #[test]
    fn the_name_of_a_thread_may_look_like_the_end_of_a_name() {
        let text = "42 (a) (b c) S 1 42 42 0 -1 4194560 990 0 0 0 12 7 0 0 20 0 5 0 99 1 2 3";
        assert_eq!(stat(text), Some(("a) (b c".into(), cpu(120_000, 70_000))));
        assert_eq!(stat("42 (a) S 1"), None);
    }

    #[test]
    fn memory_is_now_and_at_most() {
        let text = "Name:\tbalefire\nVmHWM:\t   20480 kB\nVmRSS:\t    9000 kB\n";
        assert_eq!(memory(text), Some(Memory { now_kb: 9000, peak_kb: 20480 }));
        assert_eq!(memory("Name:\tzombie\n"), None);
    }

    #[test]
    fn threads_of_one_name_are_added_up() {
        let earlier = usage(cpu(50_000, 0), &[("1", "tokio", cpu(50_000, 0))]);
        let later = usage(
            cpu(90_000, 30_000),
            &[
                ("1", "tokio", cpu(60_000, 20_000)),
                ("2", "tokio", cpu(20_000, 10_000)),
                ("3", "worker", cpu(10_000, 0)),
            ],
        );
        let spent = [("tokio".into(), cpu(30_000, 30_000)), ("worker".into(), cpu(10_000, 0))];
        assert_eq!(later.since(&earlier), BTreeMap::from(spent));
    }

    #[test]
    fn the_time_of_a_thread_that_ended_is_not_lost() {
        let earlier = usage(cpu(10_000, 0), &[("1", "main", cpu(10_000, 0)), ("2", "decoder", cpu(0, 0))]);
        let later = usage(cpu(500_000, 0), &[("1", "main", cpu(20_000, 0))]);
        let spent = [(ENDED.into(), cpu(480_000, 0)), ("main".into(), cpu(10_000, 0))];
        assert_eq!(later.since(&earlier), BTreeMap::from(spent));
    }

    #[test]
    fn this_process_can_be_read() {
        assert!(Usage::of(std::process::id()).unwrap().memory.now_kb > 0);
    }
}
