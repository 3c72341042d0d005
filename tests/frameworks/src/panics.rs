//! Ten panics, each of its own kind.

use std::cell::RefCell;
use std::hint::black_box;

/// Where a panic happens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// In the handler of the click.
    Handler,
    /// In an effect that the click causes.
    Effect,
    /// In a future that the click starts.
    Future,
}

/// A panic: what its button says, where it happens, and what panics.
pub type Panic = (&'static str, Moment, fn());

/// All of them.
pub const ALL: [Panic; 10] = [
    ("unwrap of none", Moment::Handler, unwrap_of_none),
    ("unwrap of an error", Moment::Handler, unwrap_of_an_error),
    ("expect", Moment::Effect, expect),
    ("index", Moment::Handler, index),
    ("range", Moment::Future, range),
    ("borrow", Moment::Handler, borrow),
    ("panic", Moment::Future, words),
    ("division", Moment::Handler, division),
    ("assert", Moment::Effect, assert),
    ("boundary of a char", Moment::Handler, boundary),
];

fn unwrap_of_none() {
    black_box(black_box(None::<u32>).unwrap());
}

fn unwrap_of_an_error() {
    black_box(black_box("seven").parse::<u32>().unwrap());
}

fn expect() {
    black_box(black_box(None::<u32>).expect("the cart has an owner"));
}

fn index() {
    black_box(black_box([1, 2, 3].as_slice())[black_box(7)]);
}

fn range() {
    black_box(&black_box([1, 2, 3].as_slice())[black_box(5)..]);
}

fn borrow() {
    let till = black_box(RefCell::new(0));
    let _held = till.borrow_mut();
    *till.borrow_mut() += 1;
}

fn words() {
    panic!("no such article: {}", black_box(7));
}

fn division() {
    black_box(black_box(7) / black_box(0));
}

fn assert() {
    assert_eq!(black_box(2) + black_box(2), 5, "the sum is wrong");
}

fn boundary() {
    black_box(&black_box("é")[..black_box(1)]);
}
