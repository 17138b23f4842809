/// What is left of the limits, shared by an execution and all that it includes.
final class TemplateBudget {
    let limits: TemplateLimits
    private var steps: Int
    private var output: Int
    private var untilCheck = TemplateBudget.checkInterval
    /// Templates within templates right now.
    var depth = 0

    private static let checkInterval = 4096

    init(_ limits: TemplateLimits) {
        self.limits = limits
        steps = limits.steps
        output = limits.outputBytes
    }

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

    @inline(__always)
    func write(_ count: Int) throws(TemplateError) {
        output -= count
        if output < 0 {
            throw TemplateError(.limitExceeded, "template output exceeds \(limits.outputBytes) bytes")
        }
    }
}
