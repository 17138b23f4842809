import ArgumentParser
import Releases

/// How long a release waits for another run.
struct LockOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long to wait for another run, or a Helm, that is at work on a release; default: not at all.",
            valueName: "duration"))
    var waitLock: DurationArgument?

    func applied(to engine: ReleaseEngine) -> ReleaseEngine {
        guard let waitLock else { return engine }
        var engine = engine
        engine.lockWait = waitLock.duration
        return engine
    }
}
