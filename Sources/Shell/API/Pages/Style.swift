import Crypto
import FoundationEssentials

/// What the content security policy knows the one style sheet by.
let styleDigest = "sha256-" + Data(SHA256.hash(data: Data(styleText.utf8))).base64EncodedString()

let styleText = """
    :root{color-scheme:light;--ink:#17212b;--soft:#566472;--line:#dde3e9;--paper:#fff;--ground:#f4f6f8;
    --blue:#1f5fa8;--wash:#e8f0f9;--green:#1d6b43;--greenwash:#e4f3ea;--amber:#8a5300;--amberwash:#fdf1dc;
    --red:#9b2c22;--redwash:#fbeae8}
    *{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
    "Helvetica Neue",Arial,sans-serif}
    a{color:var(--blue)}
    a:focus-visible{outline:3px solid var(--blue);outline-offset:2px;border-radius:3px}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:6px 10px}
    .bar{background:var(--paper);border-bottom:1px solid var(--line)}
    .bar div,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
    .bar div{display:flex;gap:10px;align-items:center;height:52px}
    .bar .mark{font-weight:700;letter-spacing:-.01em;color:var(--ink);text-decoration:none;display:flex;gap:8px;
    align-items:center}
    .bar .trail{color:var(--soft)}
    main{padding-top:24px;padding-bottom:8px}
    h1{font-size:26px;line-height:1.2;margin:0;letter-spacing:-.015em;overflow-wrap:anywhere}
    h2{font-size:15px;margin:0 0 10px;letter-spacing:-.005em}
    .head{display:flex;flex-wrap:wrap;gap:12px;align-items:center}
    .head h2{margin:0}
    .sub{color:var(--soft);margin:4px 0 16px}
    .badge{display:inline-block;border-radius:999px;padding:2px 10px;font-size:13px;font-weight:600;white-space:nowrap;
    background:var(--wash);color:var(--blue)}
    .badge.good{background:var(--greenwash);color:var(--green)}
    .badge.wait{background:var(--amberwash);color:var(--amber)}
    .badge.bad{background:var(--redwash);color:var(--red)}
    .next{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--blue);border-radius:8px;
    padding:12px 16px;margin:0 0 16px;font-size:16px}
    .next.bad{border-left-color:#b3261e}.next.good{border-left-color:var(--green)}.next.wait{border-left-color:#d18a1b}
    .next b{display:block;font-size:12px;color:var(--soft);font-weight:600;text-transform:uppercase;letter-spacing:.05em}
    .grid{display:grid;gap:16px;grid-template-columns:repeat(12,1fr);margin-bottom:16px}
    .card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:16px;min-width:0;
    grid-column:span 6;overflow-x:auto}
    .card.full{grid-column:span 12}
    .stack{display:grid;gap:16px;grid-column:span 6;align-content:start;min-width:0}.stack:only-of-type{grid-column:span 12}
    .tiles{display:grid;gap:16px;grid-template-columns:repeat(4,1fr);margin:0 0 16px}
    .tile{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:12px 16px;margin:0}
    .tile dt{color:var(--soft);font-size:13px}
    .tile dd{margin:0;font-size:25px;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
    .tile dd small{font-size:14px;font-weight:400;color:var(--soft)}
    .tile dd.note{font-size:13px;font-weight:400;color:var(--soft)}
    .meter{display:block;width:100%;height:6px;margin-top:6px;border-radius:3px}
    table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
    th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}
    tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}
    th{font-weight:600}thead th{font-size:12.5px;color:var(--soft);font-weight:600;border-bottom-color:#c3ccd5}
    th.k,td.k{width:2.2em;color:var(--soft);font-weight:400}td.p{padding-left:16px;min-width:90px}
    td.p .meter{margin-top:9px}tr.own{background:#f2f6fb}
    th.g,td.g{padding-left:16px}
    th.n,td.n{text-align:right;padding-right:0;padding-left:12px;white-space:nowrap}
    td.w{overflow-wrap:anywhere}
    .quiet{color:var(--soft)}
    ul.files{list-style:none;margin:0;padding:0}
    ul.files li{padding:8px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
    ul.files li:last-child{border:0}
    ul.files p{margin:2px 0 0}ul.files time{color:var(--soft);font-size:13px;white-space:nowrap}
    ul.files .reason{color:var(--red)}
    svg{display:block;max-width:100%;height:auto}
    svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:#566472}
    footer{color:var(--soft);font-size:13px;padding-top:8px;padding-bottom:32px}
    @media (max-width:860px){.card,.stack{grid-column:span 12}.tiles{grid-template-columns:repeat(2,1fr)}}
    @media print{body{background:#fff}.card,.tile{break-inside:avoid}}
    """
