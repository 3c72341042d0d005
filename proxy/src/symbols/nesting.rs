//! Measures how deep the DWARF of a module is nested, before symbolic reads it. Symbolic is recursive: it calls itself
//! for each function within a function, and for each reference from one name to the next.

use std::sync::Arc;

use gimli::{
    Abbreviations, AbbreviationsCacheStrategy, Attribute, AttributeValue, DebugInfoOffset, Dwarf,
    EndianSlice, EntriesRaw, LittleEndian, UnitHeader, UnitOffset, constants,
};
use wasmparser::{Parser, Payload};

/// Deepest nesting of functions and inlined calls. Real modules have at most 25 (docs/symbols.md); symbolic takes about
/// 1 KB of the stack for each level, and more in a debug build.
pub(super) const DEPTH: usize = 1000;
/// Most references over `DW_AT_abstract_origin` and `DW_AT_specification` from a function to its name; compilers make
/// 3.
pub(super) const REFERENCES: usize = 32;

/// The DWARF exceeds a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TooDeep {
    /// Functions are nested too deep.
    #[error("functions and inlined calls are nested deeper than {DEPTH}")]
    Nesting,
    /// There are too many references in a row, perhaps in a circle.
    #[error("a function is more than {REFERENCES} references away from its name")]
    References,
}

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// Checks all units. At unreadable data the check of a unit ends, and symbolic decides later whether to refuse or to
/// skip it.
pub(super) fn check(module: &[u8]) -> Result<(), TooDeep> {
    let info = Info::of(module);
    info.units.iter().try_for_each(|unit| info.check_unit(unit))
}

struct Info<'a> {
    dwarf: Dwarf<Slice<'a>>,
    /// The units, in their order in the section.
    units: Vec<UnitHeader<Slice<'a>>>,
}

impl<'a> Info<'a> {
    fn of(module: &'a [u8]) -> Self {
        let sections: Vec<(&str, &[u8])> = Parser::new(0)
            .parse_all(module)
            .map_while(Result::ok)
            .filter_map(|payload| match payload {
                Payload::CustomSection(section) if section.name().starts_with('.') => {
                    Some((section.name(), section.data()))
                }
                _ => None,
            })
            .collect();
        let section = |id: gimli::SectionId| -> Result<Slice<'a>, std::convert::Infallible> {
            // If two sections have the same name, symbolic takes the first one too.
            let data = sections.iter().find(|(name, _)| *name == id.name()).map_or(&[][..], |(_, data)| data);
            Ok(EndianSlice::new(data, LittleEndian))
        };
        let Ok(mut dwarf) = Dwarf::load(section);
        dwarf.populate_abbreviations_cache(AbbreviationsCacheStrategy::Duplicates);
        let mut units = Vec::new();
        let mut headers = dwarf.units();
        while let Ok(Some(unit)) = headers.next() {
            units.push(unit);
        }
        Self { dwarf, units }
    }

    fn check_unit(&self, unit: &UnitHeader<Slice<'a>>) -> Result<(), TooDeep> {
        let Ok(abbreviations) = self.dwarf.abbreviations(unit) else { return Ok(()) };
        let Ok(mut entries) = unit.entries_raw(&abbreviations, None) else { return Ok(()) };
        // The depths of the functions that contain the next entry.
        let mut open: Vec<isize> = Vec::new();
        while !entries.is_empty() {
            let depth = entries.next_depth();
            while open.last().is_some_and(|it| *it >= depth) {
                open.pop();
            }
            let Ok(abbreviation) = entries.read_abbreviation() else { return Ok(()) };
            let Some(abbreviation) = abbreviation else { continue };
            let specs = abbreviation.attributes();
            if !matches!(
                abbreviation.tag(),
                constants::DW_TAG_subprogram | constants::DW_TAG_inlined_subroutine
            ) {
                let Ok(()) = entries.skip_attributes(specs) else { return Ok(()) };
                continue;
            }
            open.push(depth);
            if open.len() > DEPTH {
                return Err(TooDeep::Nesting);
            }
            let Ok(next) = reference(&mut entries, specs) else { return Ok(()) };
            self.check_references(*unit, &abbreviations, next)?;
        }
        Ok(())
    }

    /// Follows references until an entry has a name, or has no reference.
    fn check_references(
        &self,
        mut unit: UnitHeader<Slice<'a>>,
        abbreviations: &Arc<Abbreviations>,
        mut next: Option<Reference>,
    ) -> Result<(), TooDeep> {
        let mut abbreviations = Arc::clone(abbreviations);
        for _ in 0..REFERENCES {
            let offset = match next {
                None => return Ok(()),
                Some(Reference::Unit(offset)) => offset,
                Some(Reference::Info(offset)) => {
                    let Some((other, offset)) = self.find_unit(offset) else { return Ok(()) };
                    if other.offset() != unit.offset() {
                        let Ok(those) = self.dwarf.abbreviations(&other) else { return Ok(()) };
                        (unit, abbreviations) = (other, those);
                    }
                    offset
                }
            };
            let Ok(mut entries) = unit.entries_raw(&abbreviations, Some(offset)) else { return Ok(()) };
            let Ok(Some(abbreviation)) = entries.read_abbreviation() else { return Ok(()) };
            let Ok(following) = reference(&mut entries, abbreviation.attributes()) else { return Ok(()) };
            next = following;
        }
        if next.is_some() { Err(TooDeep::References) } else { Ok(()) }
    }

    fn find_unit(&self, offset: DebugInfoOffset) -> Option<(UnitHeader<Slice<'a>>, UnitOffset)> {
        let behind = self.units.partition_point(|unit| unit.offset().0 <= offset.0);
        let unit = self.units.get(behind.checked_sub(1)?)?;
        Some((*unit, UnitOffset(offset.0.checked_sub(unit.offset().0)?)))
    }
}

/// The reference from an entry to the entry with its name.
#[derive(Debug, Clone, Copy)]
enum Reference {
    /// In the same unit.
    Unit(UnitOffset),
    /// Anywhere in the section.
    Info(DebugInfoOffset),
}

/// Reads the attributes of an entry. Returns the reference to its name, if it has no name of its own.
fn reference(
    entries: &mut EntriesRaw<'_, Slice<'_>>,
    specs: &[gimli::AttributeSpecification],
) -> gimli::Result<Option<Reference>> {
    let mut has_name = false;
    let mut target = None;
    for spec in specs {
        let attribute: Attribute<Slice<'_>> = entries.read_attribute(*spec)?;
        match attribute.name() {
            constants::DW_AT_linkage_name | constants::DW_AT_MIPS_linkage_name | constants::DW_AT_name => {
                has_name = true;
            }
            constants::DW_AT_abstract_origin | constants::DW_AT_specification => {
                target = match attribute.value() {
                    AttributeValue::UnitRef(offset) => Some(Reference::Unit(offset)),
                    AttributeValue::DebugInfoRef(offset) => Some(Reference::Info(offset)),
                    _ => None,
                };
            }
            _ => {}
        }
    }
    Ok(target.filter(|_| !has_name))
}

#[cfg(test)]
#[path = "nesting_tests.rs"]
mod tests;
