let frameText = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    {{#refreshSeconds}}<meta http-equiv="refresh" content="{{.}}">
    {{/refreshSeconds}}
    <title>{{title}}</title>
    <style>{{{style}}}</style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to content</a>
    <header class="bar"><div>
    <a class="mark" href="/"><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true"><circle cx="8" cy="11" \
    r="6.5" fill="#1f5fa8" fill-opacity=".85"/><circle cx="14" cy="11" r="6.5" fill="#e0912f" fill-opacity=".8"/></svg>\
    Pairwell</a>{{#trail}}<span class="trail" aria-hidden="true">/</span><span>{{.}}</span>{{/trail}}
    </div></header>
    <main id="main">
    {{$content}}{{/content}}
    </main>
    <footer>{{$footer}}{{/footer}}</footer>
    </body>
    </html>

    """

let faultText = """
    {{<frame}}{{$content}}
    <div class="head"><h1>{{heading}}</h1></div>
    <p class="next wait">{{message}}</p>
    <p><a href="/">All campaigns</a></p>
    {{/content}}{{$footer}}{{/footer}}{{/frame}}
    """

let listText = """
    {{<frame}}{{$content}}
    <div class="head"><h1>Campaigns</h1></div>
    <p class="sub">{{count}}</p>
    {{#campaigns}}
    <section class="card full" aria-labelledby="c-{{name}}">
    <div class="head"><h2 id="c-{{name}}"><a href="/campaigns/{{name}}">{{name}}</a></h2>
    <span class="badge {{tone}}">{{phase}}</span></div>
    {{#fault}}<p class="next bad" role="alert"><b>Problem</b>{{.}}</p>{{/fault}}
    <p>{{nextAction}}</p>
    <p class="quiet">Round {{round}} · {{owed}} wells owed · {{measured}} of {{total}} pairs measured · {{policy}}</p>
    {{{meter}}}
    </section><br>
    {{/campaigns}}
    {{/content}}{{$footer}}<a href="/samples">Samples</a> · As JSON: <a href="/v1/campaigns">/v1/campaigns</a>{{/footer}}{{/frame}}
    """

let campaignText = """
    {{<frame}}{{$content}}
    <div class="head"><h1>{{name}}</h1><span class="badge {{tone}}">{{phase}}</span></div>
    <p class="sub">{{subtitle}}</p>
    {{#fault}}<p class="next bad" role="alert"><b>Problem</b>{{.}}</p>{{/fault}}
    <p class="next {{tone}}"><b>Next</b>{{nextAction}}</p>
    <dl class="tiles">
    {{#tiles}}
    <div class="tile"><dt>{{label}}</dt><dd>{{value}} <small>{{unit}}</small></dd><dd class="note">{{note}}</dd>\
    {{{meter}}}</div>
    {{/tiles}}
    </dl>
    <div class="grid">
    <div class="stack">
    {{#batch}}
    <section class="card"><h2>{{heading}}</h2>
    <table><thead><tr><th scope="col">Plate</th><th scope="col" class="n">Measured</th><th scope="col" class="n">Owed</th>\
    <td></td></tr></thead><tbody>
    {{#plates}}
    <tr><th scope="row" class="w">{{barcode}}</th><td class="n">{{measured}}</td><td class="n">{{owed}}</td>\
    <td class="p">{{{meter}}}</td></tr>
    {{/plates}}
    </tbody></table>
    {{^plates}}<p class="quiet">Its plates are being written.</p>{{/plates}}
    </section>
    {{/batch}}
    {{#needed}}
    <section class="card"><h2>{{heading}}</h2>
    <table><thead><tr><th scope="col">Gene</th><th scope="col" class="n">Predicted</th>\
    <th scope="col" class="n">90 % interval</th></tr></thead><tbody>
    {{#genes}}
    <tr><th scope="row">{{gene}}</th><td class="n">{{value}}</td><td class="n">{{interval}}</td></tr>
    {{/genes}}
    </tbody></table>
    <p class="quiet">{{words}}</p>
    </section>
    {{/needed}}
    <section class="card"><h2>Files taken</h2>
    <ul class="files">
    {{#taken}}
    <li><strong>{{name}}</strong> <time datetime="{{time}}">{{at}}</time><p class="quiet">{{detail}}</p></li>
    {{/taken}}
    </ul>{{^taken}}<p class="quiet">None yet.</p>{{/taken}}
    </section>
    <section class="card"><h2>Files set aside</h2>
    <ul class="files">
    {{#setAside}}
    <li><strong>{{name}}</strong> <time datetime="{{time}}">{{at}}</time><p class="reason">{{detail}}</p><p>{{remedy}}</p></li>
    {{/setAside}}
    </ul>{{^setAside}}<p class="quiet">None.</p>{{/setAside}}
    </section>
    </div>
    {{#batch}}
    <div class="stack">
    <section class="card"><h2>Why these pairs</h2>
    {{#hasReasons}}
    <table><thead><tr><th scope="col" class="k">#</th><th scope="col">Pair</th><th scope="col" class="n">Expected</th>\
    <th scope="col" class="n">SD</th><th scope="col" class="n">Regret</th><th scope="col" class="n">Information</th>\
    </tr></thead><tbody>
    {{#pairs}}
    <tr><td class="k">{{rank}}</td><th scope="row">{{pair}}</th><td class="n">{{mean}}</td><td class="n">{{sd}}</td>\
    <td class="n">{{regret}}</td><td class="n">{{information}}</td></tr>
    {{/pairs}}
    </tbody></table>
    <p class="quiet">{{unit}}</p>
    {{/hasReasons}}{{^hasReasons}}<p class="quiet">{{withoutReasons}}</p>{{/hasReasons}}
    </section>
    </div>
    {{/batch}}
    </div>
    <div class="grid">
    <section class="card"><h2>Best reward so far</h2>{{{rewardChart}}}</section>
    <section class="card"><h2>Pairs measured</h2>{{{pairsChart}}}</section>
    {{#outlook}}
    <section class="card full"><h2>{{heading}}</h2>
    {{#lines}}<p>{{.}}</p>
    {{/lines}}
    <table><thead><tr><th scope="col">Chosen by</th><th scope="col" class="n">Pairs</th>\
    <th scope="col" class="n">Top pairs found</th><th scope="col" class="n">90 % interval</th><td></td></tr></thead><tbody>
    {{#rules}}
    <tr class="{{tone}}"><th scope="row">{{name}}</th><td class="n">{{pairs}}</td><td class="n">{{found}}</td>\
    <td class="n">{{interval}}</td><td class="p">{{{meter}}}</td></tr>
    {{/rules}}
    </tbody></table>
    <p class="quiet">{{words}}</p>
    </section>
    {{/outlook}}
    <section class="card full"><h2>Strongest interactions</h2>
    {{#rewardWords}}<p class="quiet">{{.}}</p>{{/rewardWords}}
    {{#hasBest}}
    <table><thead><tr><th scope="col" class="k">#</th><th scope="col">Pair</th><th scope="col" class="n">Reward R</th>\
    <th scope="col" class="n">Without noise</th><th scope="col" class="n">90 % interval</th><th scope="col" class="n">q</th>\
    <th scope="col" class="n">Beyond severity</th><th scope="col" class="n">Cosine²</th><th scope="col" class="n">Severity A, B, both</th><th scope="col" class="n">Wells</th>\
    <th scope="col" class="n">Round</th></tr></thead><tbody>
    {{#best}}
    <tr><td class="k">{{place}}</td><th scope="row">{{pair}}{{#caution}} <small>{{caution}}</small>{{/caution}}</th><td class="n">{{reward}}</td><td class="n">{{debiased}}</td>\
    <td class="n">{{interval}}</td><td class="n">{{q}}</td><td class="n">{{excess}}</td><td class="n">{{cosine}}</td>\
    <td class="n">{{severities}}</td>\
    <td class="n">{{wells}}</td><td class="n">{{round}}</td></tr>
    {{/best}}
    </tbody></table>
    {{/hasBest}}{{^hasBest}}<p class="quiet">No pair is measured yet.</p>{{/hasBest}}
    </section>
    <section class="card full"><h2>Rounds</h2>
    <table><thead><tr><th scope="col" class="k">#</th><th scope="col">Batch</th><th scope="col">State</th>\
    <th scope="col" class="n">Pairs</th><th scope="col" class="n">Wells measured</th><th scope="col" class="n">Owed</th>\
    <th scope="col" class="n">Given up</th><th scope="col" class="n">Dropped</th><th scope="col" class="n">Best reward</th>\
    <th scope="col" class="n">Variance explained</th></tr></thead><tbody>
    {{#rounds}}
    <tr><td class="k">{{round}}</td><th scope="row" class="w">{{batch}}</th><td>{{state}}</td><td class="n">{{pairs}}</td>\
    <td class="n">{{measured}}</td><td class="n">{{owed}}</td><td class="n">{{givenUp}}</td><td class="n">{{dropped}}</td><td class="n">{{best}}</td>\
    <td class="n">{{explained}}</td></tr>
    {{/rounds}}
    </tbody></table>
    {{^rounds}}<p class="quiet">No batch is planned yet.</p>{{/rounds}}
    {{#earlier}}<p class="quiet">{{.}}</p>{{/earlier}}
    </section>
    </div>
    {{/content}}{{$footer}}{{#refreshSeconds}}This page loads itself again every {{.}} s. {{/refreshSeconds}}As JSON: \
    <a href="/v1/campaigns/{{name}}">campaign</a>, <a href="/v1/campaigns/{{name}}/batches">batches</a>, \
    <a href="/v1/campaigns/{{name}}/pairs">pairs</a>{{/footer}}{{/frame}}
    """
