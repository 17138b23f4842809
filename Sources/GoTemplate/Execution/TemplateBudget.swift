/// What is left of the limits, shared by executions that make one result: all templates of a chart, and all that they
/// include.
public final class TemplateBudget {
    let limits: TemplateLimits
    private var steps: Int
    private var output: Int
    private var untilCheck = TemplateBudget.checkInterval
    /// Templates within templates right now.
    var depth = 0

    // What memory is counted from.
    private var untilCensus: Int
    private var ceiling: Int?
    private var epoch = Int.random(in: 0..<Int.max / 2)
    /// Bytes of texts that are being written, or were and are kept.
    var written = 0
    /// Bytes that the running functions said they make, of which no value is to be seen yet.
    var unseen = 0
    /// Values in use that no variable holds: arguments, stages of pipelines, what `with` and `range` work on.
    var held: [TemplateValue] = []
    var evaluators: [Evaluator] = []

    private static let checkInterval = 4096
    /// Values that nest deeper are freed by as deep a recursion.
    private static let maximumNesting = 100_000

    public init(_ limits: TemplateLimits) {
        self.limits = limits
        steps = limits.steps
        output = limits.outputBytes
        untilCensus = limits.memoryBytes / 4
    }

    // MARK: - Time

    @inline(__always)
    func step() throws(TemplateError) {
        untilCheck -= 1
        if untilCheck < 0 { try check() }
    }

    func spend(_ count: Int) throws(TemplateError) {
        steps -= count
        untilCheck -= min(count, Self.checkInterval)
        if untilCheck < 0 || steps < 0 { try check() }
    }

    private func check() throws(TemplateError) {
        untilCheck = Self.checkInterval
        steps -= Self.checkInterval
        if steps < 0 {
            throw TemplateError(.limitExceeded, "template execution exceeds \(limits.steps) steps")
        }
        if limits.isExpired() { throw TemplateError(.limitExceeded, "template execution ran out of time") }
    }

    // MARK: - Memory

    @inline(__always)
    func write(_ count: Int) throws(TemplateError) {
        output -= count
        if output < 0 {
            throw TemplateError(.limitExceeded, "template output exceeds \(limits.outputBytes) bytes")
        }
        written += count
        untilCensus -= count
        if untilCensus < 0 { try takeCensus() }
    }

    /// Says that a function is about to make so many bytes, which count as unseen until it has returned.
    func allocate(_ bytes: Int) throws(TemplateError) {
        unseen += bytes
        untilCensus -= bytes
        if untilCensus < 0 { try takeCensus() }
    }

    /// Counts a function's result, less what the function counted itself: as new, which the next census sets right if
    /// it is not.
    func charge(_ value: TemplateValue, less known: Int) throws(TemplateError) {
        let bytes: Int
        switch value {
        case .string(let text), .number(let text):
            let count = text.utf8.count
            bytes = count > 15 ? count + 32 : 0
        case .rawString(let text), .bytes(let text): bytes = text.count + 32
        case .list(let elements): bytes = MemoryCensus.bytes(ofList: elements.count)
        case .typedList(let list): bytes = MemoryCensus.bytes(ofList: list.elements.count)
        case .map, .object: bytes = MemoryCensus.bytes(ofMap: 1)
        case .integer: bytes = 48
        case .nil, .bool, .int, .int64, .float64, .function: bytes = 0
        }
        if bytes > limits.stringBytes { throw Self.tooLarge(bytes, limits) }
        if bytes > known { try allocate(bytes - known) }
    }

    static func tooLarge(_ bytes: Int, _ limits: TemplateLimits) -> TemplateError {
        TemplateError(.limitExceeded, "a value of \(bytes) bytes exceeds \(limits.stringBytes) bytes")
    }

    /// Counts what is alive. The first census tells what there was from the start, beside the quarter that was made since.
    private func takeCensus() throws(TemplateError) {
        epoch += 1
        var census = MemoryCensus(epoch: epoch)
        for evaluator in evaluators {
            for slot in evaluator.slots { census.count(slot.value) }
        }
        for value in held { census.count(value) }
        let alive = census.bytes + written + unseen
        let ceiling = self.ceiling ?? census.bytes + limits.memoryBytes / 4 * 3
        self.ceiling = ceiling
        if alive > ceiling {
            throw TemplateError(
                .limitExceeded, "template execution exceeds \(limits.memoryBytes) bytes of memory")
        }
        if census.depth > Self.maximumNesting {
            throw TemplateError(.limitExceeded, "values nest deeper than \(Self.maximumNesting)")
        }
        untilCensus = max(ceiling - alive, limits.memoryBytes / 16)
        try spend(census.visits * 4)
    }
}
