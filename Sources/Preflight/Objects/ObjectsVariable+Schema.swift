import Schemas
import Value

extension ObjectsVariable {
    /// What the reader takes under `objects`. For it alone to tell: names that are taken or words of CEL, paths, and what
    /// is never read.
    static let schema = JSONSchema.map(
        "Objects that its expressions see as a list, by the variable's name.", of: entry, takesNull: false
    )
    .with("propertyNames", ["pattern": "^[a-z][a-zA-Z0-9]*$"])
    .with("maxProperties", .integer(Int64(PreflightLimits.objectsFacts)))

    private static let entry = JSONSchema.object(
        "Objects of one type.",
        [
            .optional(
                "group",
                .text("Their API group; the core group when left out.", pattern: "^$|\(TextPattern.subdomain)")
                    .example("storage.k8s.io")),
            .required("resource", .text("Their plural.", pattern: TextPattern.subdomain).example("storageclasses")),
            .optional("namespaces", namespaces),
            .optional("labelSelector", .text("Which of them, by their labels.").example("app=web")),
            .optional(
                "fieldSelector", .text("Which of them, by what the server selects by.").example("type=ClusterIP")),
            .optional(
                "names",
                .texts("Those that are read by name instead of listed; missing ones are left out.", least: 1)
                    .with("maxItems", .integer(Int64(PreflightLimits.objectNames))).example(["fast"])),
            .optional(
                "fields",
                .texts("What is kept of each, besides name and namespace; a path leads to every element of a list.")
                    .with("maxItems", .integer(Int64(PreflightLimits.objectFields)))
                    .example(["provisioner", "metadata.annotations[\"a/b\"]"])),
        ])

    private static let namespaces = JSONSchema([
        "title": "Where they stand: a list, or those of what is wanted; everywhere when left out.",
        "anyOf": [
            ["type": "null"], ["const": "wanted"], ["type": "array", "items": ["type": "string"], "minItems": 1],
        ],
        "examples": ["wanted"],
    ])
}
