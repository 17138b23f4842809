#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the output goes to.
public struct Terminal: Sendable {
    /// How many characters fit.
    public struct Size: Sendable, Equatable {
        public var columns: Int
        public var rows: Int

        public init(columns: Int = 80, rows: Int = 24) {
            self.columns = columns
            self.rows = rows
        }
    }

    /// Whether a live display may move the cursor on standard error.
    public var isInteractive: Bool
    public var hasColor: Bool
    /// Whether standard output is a terminal, where control sequences would act.
    public var isOutput: Bool
    /// The size of now: a person may change it while a command runs.
    public var size: @Sendable () -> Size

    public init(
        isInteractive: Bool = false, hasColor: Bool = false, isOutput: Bool = false,
        size: @escaping @Sendable () -> Size = { Size() }
    ) {
        self.isInteractive = isInteractive
        self.hasColor = hasColor
        self.isOutput = isOutput
        self.size = size
    }

    /// The terminal of this process; `NO_COLOR` and `TERM=dumb` turn color off, `COLUMNS` makes it narrower, or gives a width
    /// where there is no terminal.
    public static func current(environment: [String: String]) -> Terminal {
        let isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && environment["CI"] == nil
        let wantsColor = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        let columns = environment["COLUMNS"].flatMap(Int.init).map { max(40, $0) }
        return Terminal(
            isInteractive: isInteractive, hasColor: wantsColor && isatty(STDOUT_FILENO) == 1,
            isOutput: isatty(STDOUT_FILENO) == 1
        ) {
            guard var size = actualSize() else { return Size(columns: columns ?? Size().columns) }
            if let columns { size.columns = min(size.columns, columns) }
            return size
        }
    }

    /// Of whichever of the two is a terminal.
    private static func actualSize() -> Size? {
        for descriptor in [STDERR_FILENO, STDOUT_FILENO] {
            var size = winsize()
            guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { continue }
            return Size(columns: Int(size.ws_col), rows: size.ws_row > 0 ? Int(size.ws_row) : Size().rows)
        }
        return nil
    }
}
