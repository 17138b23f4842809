import ArgumentParser
import Kubernetes
import Releases

/// What becomes of fields that others have set, that the server does not know or that cannot be changed.
struct FieldOptions: ParsableArguments {
    @Flag(help: "Take all fields that other managers have set.")
    var forceConflicts = false

    @Option(
        help: ArgumentHelp(
            "Take a field that another manager has set: KIND/NAME:.PATH, or .PATH of any object; repeatable.",
            valueName: "field"), transform: selector)
    var takeField: [FieldSelector] = []

    @Option(help: ArgumentHelp("Take all fields that this manager has set; repeatable.", valueName: "manager"))
    var takeFrom: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave a field to the manager that has set it, such as replicas to an autoscaler; repeatable.",
            valueName: "field"), transform: selector)
    var leaveField: [FieldSelector] = []

    @Option(help: ArgumentHelp("Leave all fields to this manager that it has set; repeatable.", valueName: "manager"))
    var leaveTo: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fields that the server does not know: strict refuses them, warn and ignore leave them out.",
            valueName: "strict|warn|ignore"))
    var fieldValidation: FieldValidationChoice?

    @Flag(help: "The same as --field-validation warn.")
    var disableOpenapiValidation = false

    @Flag(help: "Remove and make anew what would change in immutable fields, unless data would go with it.")
    var recreateImmutable = false

    func validate() throws {
        if let both = Set(takeFrom).intersection(leaveTo).min() {
            throw ValidationError("--take-from \(both) and --leave-to \(both) exclude each other")
        }
        if let both = Set(takeField).intersection(leaveField).map(\.description).min() {
            throw ValidationError("--take-field \(both) and --leave-field \(both) exclude each other")
        }
        if disableOpenapiValidation, fieldValidation == .strict {
            throw ValidationError("--disable-openapi-validation and --field-validation strict exclude each other")
        }
    }

    var choices: FieldChoices {
        FieldChoices(
            takesAll: forceConflicts, take: takeField, takeFrom: Set(takeFrom), leave: leaveField,
            leaveTo: Set(leaveTo))
    }

    /// For commands that make releases of their own.
    var options: ReleaseOptions {
        ReleaseOptions(fieldChoices: choices, fieldValidation: validation, recreatesImmutable: recreateImmutable)
    }

    var validation: FieldValidation { fieldValidation?.policy ?? (disableOpenapiValidation ? .warn : .strict) }

    @Sendable private static func selector(_ text: String) throws -> FieldSelector {
        do {
            return try FieldSelector(text)
        } catch {
            throw ValidationError([error.message, error.hint].compactMap(\.self).joined(separator: "; "))
        }
    }
}

/// kubectl's words for its `--validate`.
enum FieldValidationChoice: String, ExpressibleByArgument, CaseIterable {
    case strict, warn, ignore

    var policy: FieldValidation {
        switch self {
        case .strict: .strict
        case .warn: .warn
        case .ignore: .ignore
        }
    }
}
