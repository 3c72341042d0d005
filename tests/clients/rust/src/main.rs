//! Reports to the DSN of its first argument in every way that the sentry crate has.

use std::num::ParseIntError;
use std::panic::catch_unwind;

use sentry::protocol::{Attachment, SpanStatus};
use sentry::{ClientOptions, Level, SessionMode, TransactionContext, User};

#[inline(never)]
fn parse_price(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

#[inline(never)]
fn price_of(article: usize) -> u32 {
    let Some(price) = [4800, 1250].get(article) else { panic!("no such article: {article}") };
    *price
}

fn main() {
    let dsn = std::env::args().nth(1).expect("usage: balefire-client-rust DSN");
    let options = ClientOptions::new()
        .dsn(&dsn)
        .release("kiosk@2")
        .environment("staging")
        .attach_stacktrace(true)
        .traces_sample_rate(1.0)
        .session_mode(SessionMode::Application);
    let guard = sentry::init(options);
    sentry::configure_scope(|scope| {
        scope.set_user(Some(User { id: Some("u-5".into()), ..User::default() }));
        scope.set_tag("sdk", "rust");
    });
    sentry::start_session();

    sentry::with_scope(
        |scope| {
            scope.add_attachment(Attachment {
                buffer: b"two teas".to_vec(),
                filename: "bill.txt".into(),
                content_type: Some("text/plain".into()),
                ..Attachment::default()
            });
        },
        || parse_price("free").map_err(|error| sentry::capture_error(&error)),
    )
    .expect_err("free is no number");
    sentry::capture_message("the kiosk is closed", Level::Warning);
    let transaction = sentry::start_transaction(TransactionContext::new("close the kiosk", "task"));
    transaction.start_child("db", "sum up").finish();
    transaction.set_status(SpanStatus::Ok);
    transaction.finish();

    sentry::end_session();

    catch_unwind(|| price_of(7)).expect_err("there is no article 7");
    assert!(guard.flush(None), "not all was sent");
}
