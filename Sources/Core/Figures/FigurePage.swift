/// A page of figures that needs no server, and nothing from the network.
///
/// - Parameters:
///   - title: Plain text.
///   - body: Markup below the heading: facts as `dl`, figures as `section`s.
///   - footer: Markup of a paragraph.
/// - Returns: A whole HTML document.
package func figurePage(title: String, body: String, footer: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(markup(title))</title>
    <style>
    :root { --ink: #222; --paper: #fff; --soft: #6b6f76; --line: #e3e5e8; --link: #0063a0 }
    @media screen and (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181c; --soft: #a0a5ad; --line: #33373d; --link: #7cc0f5 } }
    body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
    h1 { font-size: 1.7rem; margin-bottom: .3rem } h2 { font-size: 1.35rem; margin: 3rem 0 0 }
    section h2, h3 { font-size: 1.15rem; margin: 0 0 .6rem }
    a { color: var(--link) }
    section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.3rem }
    svg { max-width: 100%; height: auto; display: block; margin: .4rem 0 }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 }
    dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
    .caption, .findings { max-width: 46rem } .files, .missing, footer { color: var(--soft); font-size: .92rem }
    </style>
    </head>
    <body>
    <h1>\(markup(title))</h1>
    \(body)<footer><p>\(footer)</p></footer>
    </body>
    </html>

    """
}

/// What a page of figures is about, a line a fact; plain text.
package func factList(_ facts: [(name: String, value: String)]) -> String {
    let list = facts.map { "<dt>\(markup($0.name))</dt><dd>\(markup($0.value))</dd>" }
    return "<dl>\n\(list.joined(separator: "\n"))\n</dl>\n"
}
