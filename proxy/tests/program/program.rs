//! The program, started on a folder of its own, and a client that speaks to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Longest time that anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; killed when dropped.
pub struct Program {
    child: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

/// The program in a folder; a `balefire.toml` that lies there is read.
pub fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_balefire-proxy"));
    command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data).current_dir(data);
    command.env("RUST_LOG", "info").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The key of the demo project.
pub fn key(data: &Path) -> String {
    let dsn = String::from_utf8(command(data).arg("dsn").output().unwrap().stdout).unwrap();
    dsn.split_once("//").unwrap().1.split_once('@').unwrap().0.to_owned()
}

/// A token of its own.
pub fn token(data: &Path) -> String {
    String::from_utf8(command(data).arg("token").output().unwrap().stdout).unwrap().trim().to_owned()
}

/// Waits until something is true.
#[track_caller]
pub fn eventually(what: &str, mut is_true: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_true() {
        assert!(begun.elapsed() < PATIENCE, "not in time: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

impl Program {
    pub fn start(data: &Path) -> Self {
        Self::of(&mut command(data)).expect("a line that says where it is ready")
    }

    /// Starts a command; what it logged if it ends before it is ready.
    pub fn of(command: &mut Command) -> Result<Self, String> {
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (kept, errors) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()));
        let logging = thread::spawn(move || {
            for line in errors.lines() {
                *kept.lock().unwrap() += &(line.unwrap() + "\n");
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        match line.trim().split_once("http://") {
            Some((_, address)) => Ok(Self { child, address: address.to_owned(), log }),
            None => {
                child.wait().unwrap();
                logging.join().unwrap();
                let log = log.lock().unwrap().clone();
                Err(log)
            }
        }
    }

    pub fn post(&self, key: &str, body: &[u8]) -> Answer {
        let head = format!(
            "POST /api/1/envelope/?sentry_key={key} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        self.ask(&[head.as_bytes(), body].concat())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    /// With further lines in the request's head.
    pub fn get_with(&self, path: &str, lines: &str) -> Answer {
        self.ask(
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{lines}\r\n").as_bytes(),
        )
    }

    /// Sends a file with symbols.
    pub fn upload(&self, token: &str, file: &[u8]) -> Answer {
        let head = format!(
            "POST /api/0/files/wasm/ HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
            file.len()
        );
        self.ask(&[head.as_bytes(), file].concat())
    }

    /// The number behind a line of `/metrics` that begins so.
    pub fn metric(&self, begin: &str) -> u64 {
        let text = self.get("/metrics").text;
        let lines = text.lines().filter(|line| line.starts_with(begin));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
    }

    fn ask(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        Answer { status: text.split(' ').nth(1).unwrap().parse().unwrap(), text }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Tells it to stop, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
