import ArgumentParser

struct WatchOption: ParsableArguments {
    @Flag(name: [.customShort("w"), .long], help: "Go on, and print what changes until interrupted.")
    var watch = false
}

enum WatchLimits {
    /// Between the end of a look and the next one.
    static let interval: Duration = .seconds(2)
}
