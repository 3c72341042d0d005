//! A fake SMTP server for one conversation.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

/// A server that greets, answers each command with the first answer whose prefix fits, and notes what it was told.
pub(crate) fn server(answers: &'static [(&'static str, &'static str)]) -> (u16, mpsc::Receiver<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut said = Vec::new();
        let answer =
            |line: &str| answers.iter().find(|(start, _)| line.starts_with(start)).map(|(_, it)| *it);
        write!(stream, "{}\r\n", answer("greeting").unwrap_or("220 mail.test ESMTP")).unwrap();
        let mut is_data = false;
        for line in BufReader::new(stream.try_clone().unwrap()).lines() {
            let Ok(line) = line else { break };
            said.push(line.clone());
            if is_data && line != "." {
                continue;
            }
            let usual = match line.split([' ', ':']).next() {
                Some("EHLO") => "250-mail.test\r\n250 SIZE 1000000",
                Some("DATA") => "354 go on",
                Some("QUIT") => "221 bye",
                _ => "250 ok",
            };
            let said_back = answer(&line).unwrap_or(usual);
            is_data = line == "DATA" && said_back.starts_with("354");
            if said_back == "hang up" || write!(stream, "{said_back}\r\n").is_err() || line == "QUIT" {
                break;
            }
        }
        let _ = tell.send(said);
    });
    (port, told)
}
