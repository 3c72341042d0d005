//! Lists that lose their oldest.
//!
//! Everything moves up by one, which for a hundred pointers is cheaper than the code of a real ring.

/// Puts the newest at the end of a full list, and gives back the oldest, which made room.
pub(crate) fn shift<T>(items: &mut [T], newest: T) -> T {
    items.iter_mut().rev().fold(newest, |newer, place| core::mem::replace(place, newer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_makes_room() {
        let mut items = [1, 2, 3];
        assert_eq!((shift(&mut items, 4), items), (1, [2, 3, 4]));
        assert_eq!(shift(&mut [], 4), 4);
    }
}
