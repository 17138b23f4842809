#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the output goes to.
public struct Terminal: Sendable, Equatable {
    /// Whether a live display may move the cursor on standard error.
    public var isInteractive: Bool
    public var hasColour: Bool
    /// Whether standard output is a terminal, where control sequences would act.
    public var isOutput: Bool
    public var columns: Int

    public init(isInteractive: Bool = false, hasColour: Bool = false, isOutput: Bool = false, columns: Int = 80) {
        self.isInteractive = isInteractive
        self.hasColour = hasColour
        self.isOutput = isOutput
        self.columns = columns
    }

    /// The terminal of this process; `NO_COLOR` and `TERM=dumb` turn colour off, `COLUMNS` overrides the width.
    public static func current(environment: [String: String]) -> Terminal {
        let isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && environment["CI"] == nil
        let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return Terminal(
            isInteractive: isInteractive, hasColour: wantsColour && isatty(STDOUT_FILENO) == 1,
            isOutput: isatty(STDOUT_FILENO) == 1,
            columns: environment["COLUMNS"].flatMap(Int.init).map { max(40, $0) } ?? width() ?? 80)
    }

    private static func width() -> Int? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
