//! The page script: reads one document and prepares input for it.
//!
//! It runs in an isolated world, so the page can neither see nor replace it, and
//! the page's own overrides of built-ins do not reach it. Two things of a page
//! still do: named form controls shadow the properties of their form (and named
//! images those of the document), so nodes are read through the prototypes'
//! getters of `nodes.js`, never as plain properties; and everything a page holds
//! may be endless, so every loop has a budget and every text a cut.
//!
//! The parts are one script: what one of them names, those after it use.

/// The whole script. It does nothing in a document where it has run before.
pub const PAGE_SCRIPT: &str = concat!(
    "(() => {\n'use strict';\nif (globalThis.valet) return;\n",
    include_str!("page_script/nodes.js"),
    include_str!("page_script/kinds.js"),
    include_str!("page_script/widgets.js"),
    include_str!("page_script/snapshot.js"),
    include_str!("page_script/lists.js"),
    include_str!("page_script/places.js"),
    include_str!("page_script/entry.js"),
    include_str!("page_script/document.js"),
    "})();\n",
);
