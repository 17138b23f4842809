/// Templates that see each other, by name, as Go's associated templates do.
///
/// A set is used by one thread at a time.
public final class TemplateSet {
    /// What a field of a map without that key is.
    public enum MissingKey: Sendable {
        /// No value.
        case `default`
        /// The zero value of the map's element type.
        case zero
        /// An error.
        case error
    }

    public let missingKey: MissingKey
    /// The name of the root template, which some error messages give; Helm's is `gotpl`.
    public let name: String
    let functions: TemplateFunctions
    let builtins: Builtins
    var templates: [String: Template] = [:]
    /// What the texts of the set may still hold.
    private var tokens: Int
    /// Texts that functions had parsed, for this set and its copies.
    let texts: ParsedTexts

    public init(functions: TemplateFunctions, missingKey: MissingKey = .default, name: String = "gotpl") {
        self.name = name
        self.functions = functions
        self.missingKey = missingKey
        builtins = Builtins()
        texts = ParsedTexts()
        tokens = TemplateLimits.standard.tokens
    }

    private init(copying other: TemplateSet) {
        name = other.name
        functions = other.functions
        missingKey = other.missingKey
        builtins = other.builtins
        texts = other.texts
        templates = other.templates
        tokens = other.tokens
    }

    /// The names of the templates that have content.
    public var names: [String] { templates.keys.sorted() }

    /// A set with the same templates and functions, to which more can be added without a change to this one.
    public func copy() -> TemplateSet { TemplateSet(copying: self) }

    /// Adds the template of that text and those it defines. A later definition replaces an earlier one, unless the
    /// later one has nothing but space and comments.
    public func parse(_ text: [UInt8], name: String) throws(TemplateError) {
        let (templates, count) = try parsed(text, name: name, limit: tokens)
        tokens -= count
        add(templates)
    }

    func parsed(
        _ text: [UInt8], name: String, limit: Int
    ) throws(TemplateError) -> (templates: [Template], tokens: Int) {
        try Parser.parse(text, name: name, functions: functions, builtins: builtins, limit: limit)
    }

    func add(_ parsed: [Template]) {
        for template in parsed {
            if templates[template.name] != nil, template.isEmpty { continue }
            templates[template.name] = template
        }
    }

    public func parse(_ text: String, name: String) throws(TemplateError) {
        try parse(Array(text.utf8), name: name)
    }

    /// Executes the template of that name and returns what it wrote.
    ///
    /// Deep recursion needs stack: see `DeepStack`. An execution that would run out of it ends with an error.
    public func execute(
        _ name: String, _ data: TemplateValue, limits: TemplateLimits = .standard
    ) throws(TemplateError) -> [UInt8] {
        try execute(name, data, within: TemplateBudget(limits))
    }

    /// The same as a part of a greater work. What is returned counts as kept.
    public func execute(
        _ name: String, _ data: TemplateValue, within budget: TemplateBudget
    ) throws(TemplateError) -> [UInt8] {
        let output = try TemplateExecution(set: self, budget: budget).output(name, data)
        budget.written += output.count
        return output
    }
}
