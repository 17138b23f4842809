public import Schemas
public import Value

extension ConformanceReport {
    /// As `schema` describes it.
    public var json: Value {
        [
            "profile": .string(profile), "title": .string(title), "source": .string(source),
            "must": counts(.must), "should": counts(.should), "requirements": .array(entries.map(\.json)),
        ]
    }

    private func counts(_ level: ConformanceProfile.Level) -> Value {
        .object(Object(Status.allCases.map { ($0.rawValue, Value.integer(Int64(count(level, $0)))) }))
    }

    /// What the member `conformance` of a preflight's report holds.
    public static let schema = JSONSchema.object(
        "What the preflight has shown of a standard.",
        [
            .required("profile", .text("The profile's name.")), .required("title", .text("The standard's name.")),
            .required("source", .text("Where the standard is published.")),
            .required("must", counts("How many of what must be have a status.")),
            .required("should", counts("How many of what should be have a status.")),
            .required("requirements", .list("Each requirement.", of: entry)),
        ], isOpen: true)

    private static func counts(_ title: String) -> JSONSchema {
        .object(
            title,
            Status.allCases.map { status in
                JSONSchema.Member.required(
                    status.rawValue, JSONSchema(["title": "How many.", "type": "integer", "minimum": 0]))
            }, isOpen: true)
    }

    private static let entry = JSONSchema.object(
        "What is known of one requirement.",
        [
            .required("id", .text("As the standard calls it.")),
            .required(
                "level", .text("How much it is asked for.", choices: ConformanceProfile.Level.allCases.map(\.rawValue))),
            .required("title", .text("Its name.")), .required("text", .text("What it asks for.")),
            .required("status", .text("What is shown.", choices: Status.allCases.map(\.rawValue))),
            .required("reason", .text("What was seen, or why it is not proven.")),
            .required("checks", .texts("The checks that tell of it.")),
            .optional("hint", .text("What to do next."), takesNull: false),
        ], isOpen: true)
}

extension ConformanceReport.Entry {
    var json: Value {
        var object: Object = [
            "id": .string(requirement.id), "level": .string(requirement.level.rawValue),
            "title": .string(requirement.title), "text": .string(requirement.text), "status": .string(status.rawValue),
            "reason": .string(reason), "checks": .array(requirement.checks.map(Value.string)),
        ]
        if let hint { object["hint"] = .string(hint) }
        return .object(object)
    }
}
