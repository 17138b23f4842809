import Expressions
import Value

/// A page in Markdown about all checks of a catalog, made from their files.
public struct CheckReference: Sendable {
    private let catalog: CheckCatalog

    public init(_ catalog: CheckCatalog) { self.catalog = catalog }

    public var text: String {
        let groups = catalog.categories
        let parts = [Self.head(catalog.checks.count), Self.contents(groups)] + groups.map(Self.section)
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func head(_ count: Int) -> String {
        """
        # The checks of a preflight

        <!-- Made by `groundcrew checks docs`: change the checks' files, not this page. -->

        What `groundcrew preflight` looks at: \(count) checks, in the order of reports. `groundcrew checks show ID` shows one
        with its conditions, `groundcrew explain ID` says what to do about it, and [checks.md](checks.md) how checks are written.
        In messages, what stands in `${…}` is filled in.
        """
    }

    private static func contents(_ groups: [CheckCatalog.Category]) -> String {
        let rows = groups.flatMap { group in
            group.checks.map { check in
                "| [\(check.id)](#\(check.id)) | \(cell(check.title)) | \(group.name) | \(check.severity.rawValue) |"
            }
        }
        return (["| check | title | category | severity |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    /// Headings of checks are their ids alone, so that a link to one lasts.
    private static func section(_ group: CheckCatalog.Category) -> String {
        (["## Category \(group.name)"] + group.checks.map(chapter)).joined(separator: "\n\n")
    }

    private static func chapter(_ check: CheckDefinition) -> String {
        var parts = ["### \(check.id)", "\(check.title) (\(check.severity.rawValue))"]
        if let description = check.description { parts.append(line(description)) }
        parts.append(facts(check).joined(separator: "\n"))
        parts.append(check.outcomes.map(outcome).joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    /// What it is made of, a point each.
    private static func facts(_ check: CheckDefinition) -> [String] {
        var points: [String] = []
        if let requirement = check.requirement { points.append("- requirement: \(line(requirement))") }
        if check.isOnRequest { points.append("- runs where `--only` or a profile names it") }
        points.append("- facts: " + (check.needs.isEmpty ? "none" : list(check.needs.map(\.rawValue))))
        for variable in check.objects {
            let fields = list(variable.wish.fields.map(\.description))
            points.append(
                "- objects: \(code(variable.wish.query.title)) as \(code(variable.name))"
                    + (fields.isEmpty ? "" : ", of which it reads \(fields)"))
        }
        if !check.requires.isEmpty {
            let links = check.requires.map { "[\($0)](#\($0))" }.joined(separator: ", ")
            points.append("- skipped unless these pass or warn: \(links)")
        }
        if let applicability = check.appliesTo {
            points.append(
                "- skipped unless \(code(applicability.when.source)): \(code(applicability.otherwise.source))")
        }
        if let each = check.forEach { points.append("- judged for each of `want.\(each.rawValue)`; the worst counts") }
        return points
    }

    private static func outcome(_ outcome: CheckDefinition.Outcome) -> String {
        let message = "- **\(outcome.verdict.rawValue)**: \(code(outcome.message.source))"
        guard let hint = outcome.hint else { return message }
        return "\(message)\\\n  next: \(code(hint.source))"
    }

    // MARK: - Markdown

    private static func list(_ words: [String]) -> String { words.map(code).joined(separator: ", ") }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func cell(_ text: String) -> String { line(text).replacing("|", with: "\\|") }

    /// As it stands, whatever signs are in it.
    static func code(_ text: String) -> String {
        let text = line(text)
        var fence = "`"
        while text.contains(fence) { fence += "`" }
        let margin = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + margin + text + margin + fence
    }
}

extension CheckCatalog {
    /// Checks below one heading.
    public struct Category: Sendable {
        public var name: String
        public var checks: [CheckDefinition]
    }

    /// All checks below their headings: the known ones in the order of reports, then others by name.
    public var categories: [Category] {
        let names = Set(checks.map(\.category))
        let others = names.subtracting(ReportCategory.order).sorted()
        return (ReportCategory.order.filter(names.contains) + others).map { name in
            Category(name: name, checks: checks.filter { $0.category == name })
        }
    }
}

extension ObjectsQuery {
    /// Which objects, for people: their type, and what chooses among them.
    public var title: String {
        var words = type
        switch namespaces {
        case .all: break
        case .wanted: words += " in the wanted namespaces"
        case .named(let some): words += " in \(some.joined(separator: ", "))"
        }
        if !names.isEmpty { words += " named \(names.joined(separator: ", "))" }
        let selectors = [labelSelector.map { "labels \($0)" }, fieldSelector.map { "fields \($0)" }]
            .compactMap(\.self)
        return selectors.isEmpty ? words : "\(words) with \(selectors.joined(separator: " and "))"
    }
}
