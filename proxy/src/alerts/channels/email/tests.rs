use super::fake::server;
use super::*;
use crate::alerts::alert_issue::alert_issue;
use crate::alerts::channel::Remedy;
use crate::alerts::samples::{self, NOW, config_at, digest_of, stored};
use crate::config::channels::EmailTls;
use crate::model::alert::{Alert, Notice};
use crate::model::issue::Issue;
use crate::model::language::Language;

fn mail(notice: Notice) -> String {
    mail_in(Language::English, notice)
}

fn mail_in(language: Language, notice: Notice) -> String {
    let alert = Alert { notice, ..stored(1, Some("mail")).alert };
    let stored = StoredAlert { alert, ..stored(1, Some("mail")) };
    EmailChannel::new(&Email { language, ..samples::mail(9) }, AddressGuard::default())
        .render(&stored, &RenderContext::of(&config_at("https://b.test")))
        .body
}

fn titled(title: &str) -> Notice {
    let issue = Issue { description: samples::titled(title), ..samples::issue() };
    Notice::NewIssue(Box::new(alert_issue(&issue, &samples::event())))
}

fn send(answers: &'static [(&'static str, &'static str)]) -> (Result<(), SendError>, Vec<String>) {
    let (port, told) = server(answers);
    let channel = EmailChannel::new(&samples::mail(port), AddressGuard::default());
    let message = channel.render(&stored(1, Some("mail")), &RenderContext::of(&config_at("https://b.test")));
    let result = channel.send(&message, NOW);
    (result, told.recv().unwrap())
}

#[test]
fn a_new_issue_as_a_mail() {
    let mail = mail(titled("it broke"));
    for line in [
        "From: Balefire <balefire@shop.test>",
        "To: ops@shop.test, \"Dev Team\" <dev@shop.test>",
        "Subject: error =?utf-8?b?wrc=?= shop =?utf-8?b?wrc=?= it broke",
        "Date: Mon, 23 Nov 2026 04:22:17 +0000",
        "Auto-Submitted: auto-generated",
        "References: <issue-1-7@shop.test>",
        "Level: error",
        "Open issue: https://b.test/issues/7/",
    ] {
        assert!(mail.lines().any(|it| it == line), "{line} in {mail}");
    }
    assert!(mail.contains("multipart/alternative") && mail.contains("text/html"), "{mail}");
    assert!(mail.lines().any(|it| it.starts_with("Message-ID: <") && it.ends_with("@shop.test>")), "{mail}");
}

#[test]
fn words_of_an_error_end_no_header_and_make_no_markup() {
    let hostile = "<img src=x onerror=alert(1)>\r\nBcc: all@evil.test\r\n\r\n.\r\n";
    let mail = mail(titled(hostile));
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    assert!(head.contains("=?utf-8?b?wrc=?= <img src=x"), "{head}");
    assert!(body.contains("&lt;img") && body.matches("<img").count() == 1, "once, in the plain text: {body}");
}

#[test]
fn every_text_stays_within_ascii_and_its_bound() {
    for title in ["漢".repeat(10_000), "\u{202e}😀\0".repeat(500), " ".into()] {
        let mail = mail(titled(&title));
        assert!(mail.is_ascii() && mail.len() < 64 * 1024, "{}", mail.len());
        assert!(mail.lines().all(|line| line.len() <= 998), "RFC 5322's longest line");
    }
    assert!(mail(titled(" ")).contains("Subject: error =?utf-8?b?wrc=?= shop"));
}

#[test]
fn in_chinese() {
    let mail = mail_in(Language::Chinese, titled("it broke"));
    // "Level" and "error", in the HTML's encoding.
    assert!(mail.contains("charset=utf-8") && !mail.contains("Level"), "{mail}");
}

#[test]
fn a_digest_lists_its_issues() {
    let mail = mail(Notice::Digest(digest_of(&["error"; 7])));
    assert!(mail.contains("- error: title 7\r\n") && mail.contains("and 2 more"), "{mail}");
}

#[test]
fn it_is_handed_over_step_by_step() {
    let (result, said) = send(&[]);
    assert_eq!(result, Ok(()));
    let commands: Vec<_> = said.iter().filter(|line| line.ends_with('>') && line.contains("<")).collect();
    assert_eq!(said[0], "EHLO shop.test");
    assert!(commands.iter().any(|it| *it == "MAIL FROM:<balefire@shop.test>"), "{said:?}");
    assert!(commands.iter().any(|it| *it == "RCPT TO:<dev@shop.test>"), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("QUIT"));
}

#[test]
fn answers() {
    let hold = Remedy::Hold(Duration::from_secs(60));
    for (answers, expect) in [
        (&[("greeting", "421 too busy")][..], Some(("no connection: the server answered 421", hold))),
        (&[("greeting", "HTTP/1.1 400")], Some(("no connection: the answer is no SMTP", Remedy::Retry))),
        (&[("MAIL", "550 no")], Some(("the sender was refused: the server answered 550", Remedy::Retry))),
        (&[("RCPT TO:<dev", "550 unknown")], None),
        (
            &[("RCPT", "550 no")],
            Some(("all recipients were refused: the server answered 550", Remedy::Retry)),
        ),
        (&[("RCPT TO:<dev", "450 later")], Some(("a recipient was refused: the server answered 450", hold))),
        (&[("DATA", "554 no")], Some(("the mail was refused: the server answered 554", Remedy::Retry))),
        (&[(".", "552 too large")], Some(("the mail was refused: the server answered 552", Remedy::Retry))),
        (&[(".", "hang up")], Some(("the mail was refused: the answer is no SMTP", Remedy::Retry))),
    ] {
        let error = send(answers).0.err();
        let found = error.as_ref().map(|error| (error.reason.as_str(), error.remedy));
        assert_eq!(found, expect, "{answers:?}");
        let is_unknown = answers.iter().any(|(_, answer)| *answer == "hang up");
        assert!(error.is_none_or(|error| error.may_have_arrived == is_unknown), "{answers:?}");
    }
}

#[test]
fn a_name_that_leads_into_a_private_network_is_refused() {
    let host = Email { host: "ip6-localhost".into(), ..samples::mail(9) };
    let error = session::send(&host, &AddressGuard::default(), b"").unwrap_err();
    assert!(error.reason.contains("private address") || error.reason.contains("no address"), "{error}");
}

#[test]
fn nothing_goes_in_the_clear_where_encryption_is_wanted() {
    let (port, told) = server(&[]);
    let email = Email { tls: EmailTls::StartTls, ..samples::mail(port) };
    let error = session::send(&email, &AddressGuard::default(), b"").unwrap_err();
    assert!(error.reason.starts_with("no encrypted connection"), "{error}");
    drop(error);
    assert!(!told.recv().unwrap().iter().any(|line| line.starts_with("MAIL")));
}

#[test]
fn several_alerts_are_one_mail_with_a_section_for_each() {
    let one = stored(1, Some("mail"));
    let hostile = "<b>x</b>\r\n2. forged";
    let alerts = [
        StoredAlert { alert: Alert { notice: titled("it broke"), ..one.alert.clone() }, ..one.clone() },
        StoredAlert { id: 2, alert: Alert { notice: titled(hostile), ..one.alert.clone() }, ..one.clone() },
        StoredAlert {
            id: 3,
            alert: Alert {
                notice: Notice::Digest(digest_of(&["error"; 7])),
                project: "blog".into(),
                issue_id: None,
                ..one.alert.clone()
            },
            ..one
        },
    ];
    let config = config_at("https://b.test");
    let of: Vec<_> = alerts.iter().map(|stored| (stored, RenderContext::of(&config))).collect();
    let channel = EmailChannel::new(&samples::mail(9), AddressGuard::default());
    let mail = channel.render_several(&of);
    assert_eq!(mail.id, channel.render_several(&of).id, "each try is the same mail");
    assert_ne!(mail.id, channel.render_several(&of[..2]).id);
    let lines: Vec<&str> = mail.body.lines().collect();
    for line in [
        "Subject: 3 alerts =?utf-8?b?wrc=?= error =?utf-8?b?wrc=?= shop",
        " =?utf-8?b?wrc=?= it broke",
        "3 alerts",
        "1. it broke",
        "2. <b>x</b> 2. forged",
        "3. 7 new issues in blog",
        "   - error: title 7",
        "   and 2 more",
        "   Open issue: https://b.test/issues/7/",
    ] {
        assert!(lines.contains(&line), "{line} in {}", mail.body);
    }
    assert!(!lines.contains(&"2. forged"));
    assert!(mail.body.contains("&lt;b&gt;x&lt;/b&gt;"), "{}", mail.body);
    assert_eq!(lines.iter().filter(|line| line.starts_with("References:")).count(), 0);
}
