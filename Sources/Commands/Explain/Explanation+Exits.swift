extension Explanation {
    static let exits = ExitStatus.allCases.map { status in
        Explanation(topic: .exit, name: "\(status.rawValue)", words: words(of: status))
    }

    private static func words(of status: ExitStatus) -> Words {
        switch status {
        case .done: Words("all was done", why: "nothing is amiss", next: "nothing is to be done")
        case .failed:
            Words(
                "a check failed, or what was asked for did not become ready",
                why: "what is wanted does not fit the cluster", "all was applied, and something of it does not run",
                next: "do what the report says to do next, then run the same command again")
        case .usage:
            Words(
                "the command line or a file is wrong; nothing was changed",
                why: "the message names the word or the place",
                next: "correct it; groundcrew COMMAND --help shows what a command takes")
        case .undecided:
            Words(
                "it cannot be told: something could not be reached or read",
                why: "no connection, no right, no answer in time",
                next: "see to the reason, then run the same command again", "a failure would have ended with 1")
        case .incomplete:
            Words(
                "it stopped part-way, after something was changed",
                why: "a later step failed, or the cluster went away",
                next: "run the same command again: it goes on where it was", "groundcrew runs list shows what was done")
        case .busy:
            Words(
                "another live run holds what this one needs", why: "two runs change the same release or settings",
                next: "wait until it has ended, or let this one wait: --wait-lock 10m")
        case .interrupted:
            Words(
                "somebody ended it", why: "it got a signal, such as that of Ctrl-C",
                next: "what was done is said; run the same command again to go on")
        }
    }
}
