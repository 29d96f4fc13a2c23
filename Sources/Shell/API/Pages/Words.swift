import Screen

/// A campaign's phase for people, and the tone of its badge.
func phaseWords(_ phase: String) -> (words: String, tone: String) {
    switch phase {
    case "planning": ("Planning the next batch", "")
    case "waiting": ("Waiting for the lab", "wait")
    case "waiting-for-singles": ("Waiting for single knockouts", "wait")
    case "closing": ("Closing the round", "")
    case "finished": ("Finished", "good")
    default: (phase, "")
    }
}

/// A batch's state for people.
func stateWords(_ state: String) -> String {
    switch state {
    case "planned": "being written"
    case "published": "with the lab"
    default: state
    }
}

/// Where and what, and what to do about it.
func reasonAndRemedy(_ rejection: Rejection) -> (String, String) {
    let whole = rejection.description
    guard whole.hasSuffix(rejection.remedy) else { return (whole, "") }
    return (String(whole.dropLast(rejection.remedy.count)), rejection.remedy)
}

/// `2024-05-01 14:03 UTC` of ISO 8601 in UTC; anything else as it is.
func timeWords(_ time: String) -> String {
    guard time.utf8.count >= 19, time.hasSuffix("Z"), time.dropFirst(10).first == "T" else { return time }
    return "\(time.prefix(10)) \(time.dropFirst(11).prefix(5)) UTC"
}

/// A file's name as it may be shown: one line, not too long.
func shown(_ name: String) -> String { Rejection.shortened(name) }
