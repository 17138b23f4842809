/// One execution of templates of a set: what functions that are bound to the context work through.
public final class TemplateExecution {
    /// The templates that `{{template}}` and `include` see.
    public let set: TemplateSet
    let budget: TemplateBudget
    /// For functions that recurse: they must end when it is exhausted.
    public let stack: StackGuard

    init(set: TemplateSet, budget: TemplateBudget, stack: StackGuard = StackGuard()) {
        self.set = set
        self.budget = budget
        self.stack = stack
    }

    public var limits: TemplateLimits { budget.limits }

    /// What the template of that name writes for `data`, within this execution's limits: Helm's `include`.
    public func include(_ name: String, _ data: TemplateValue) throws(TemplateError) -> TemplateValue {
        TemplateValue(bytes: try output(name, data))
    }

    /// Parses `text` as a template called `name` in a copy of the set, and executes it there: Helm's `tpl`.
    ///
    /// What `text` defines is seen by the templates it uses and is gone afterwards.
    public func evaluate(
        _ text: [UInt8], name: String, _ data: TemplateValue
    ) throws(TemplateError) -> TemplateValue {
        guard Self.hasActions(text) else {
            return TemplateValue(bytes: text)
        }
        // Texts that evaluate themselves end before their chain of errors grows without bound.
        try budget.spend(budget.depth)
        let templates = try set.texts.templates(of: text, name: name, set, self)
        var scope = set
        if templates.count > 1 {
            scope = set.copy()
            scope.add(templates)
        }
        guard let template = templates.first(where: { $0.name == name }) else { return .string("") }
        let execution = scope === set ? self : TemplateExecution(set: scope, budget: budget, stack: stack)
        // By itself, not by its name: a text of nothing but space replaces no template of that name.
        return TemplateValue(bytes: try execution.output(template, data))
    }

    private static func hasActions(_ text: [UInt8]) -> Bool {
        text.withUnsafeBufferPointer { bytes in
            var index = 0
            while index + 1 < bytes.count {
                if bytes[index] == 0x7B, bytes[index + 1] == 0x7B { return true }
                index += 1
            }
            return false
        }
    }

    /// Counts work that a function does by itself, in units of one node walked.
    ///
    /// - Throws: when the limits are reached.
    public func spend(_ steps: Int) throws(TemplateError) { try budget.spend(steps) }

    /// Says that a function is about to make a value of so many bytes.
    ///
    /// - Throws: when that is more than the limits allow.
    public func reserve(bytes: Int) throws(TemplateError) {
        if bytes > limits.stringBytes { throw TemplateBudget.tooLarge(bytes, limits) }
        try allocate(bytes: bytes)
    }

    /// Counts a step of writing a text, which has so many bytes by now: values that hold each other make long texts.
    ///
    /// - Throws: when that is more than the limits allow.
    public func check(size: Int) throws(TemplateError) {
        if size > limits.stringBytes { throw TemplateBudget.tooLarge(size, limits) }
        try budget.step()
    }

    /// Says that a function makes so many bytes more, of values that are many.
    ///
    /// - Throws: when all that is alive is more than the limits allow.
    public func allocate(bytes: Int) throws(TemplateError) {
        try budget.spend(bytes >> 6)
        try budget.allocate(bytes)
    }

    func output(_ name: String, _ data: TemplateValue) throws(TemplateError) -> [UInt8] {
        guard let template = set.templates[name] else {
            throw TemplateError(
                .notFound,
                "template: no template \(GoQuote.quoted(name)) associated with template \(GoQuote.quoted(set.name))")
        }
        return try output(template, data)
    }

    private func output(_ template: Template, _ data: TemplateValue) throws(TemplateError) -> [UInt8] {
        let before = budget.written
        var output: [UInt8] = []
        try Evaluator(self, template, data).run(into: &output)
        // From here on it is a value.
        budget.written = before
        return output
    }
}
