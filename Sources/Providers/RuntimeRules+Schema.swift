import Schemas
import Value

extension RuntimeRules {
    /// What the reader takes.
    static let schema = JSONSchema.object(
        "Runtimes that are in the cluster already, of which a deployment may name one.",
        [
            .required("types", .list("Types of objects that are runtimes.", of: kindObject, least: 1)),
            .required("rules", .list("The first rule that holds decides.", of: ruleObject, least: 1)),
        ])

    private static let kindObject = JSONSchema.object(
        "A type; of several runtimes by one name, that of the first type is taken.",
        [
            .required("apiVersion", .text("group/version.").example("ome.io/v1beta1")),
            .required("kind", .text("Its kind.").example("ServingRuntime")),
        ])

    private static let ruleObject = JSONSchema.object(
        "A rule.",
        [
            .required("when", .source("An expression over runtime, model and deployment.").example("true")),
            .optional("match", .text("Why the runtime fits, a template.")),
            .optional("priority", .source("Of those that fit, the highest comes first; an expression.")),
            .optional("mismatch", .text("Why the runtime does not fit, a template, in place of match and priority.")),
        ]
    )
    .with("if", ["required": ["mismatch"], "properties": ["mismatch": ["type": "string"]]])
    .with("then", ["properties": ["mismatch": ["minLength": 1], "match": false, "priority": false]])
    .with("else", ["required": ["match"], "properties": ["match": ["type": "string", "minLength": 1]]])
}
