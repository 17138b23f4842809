public import Schemas
import Value

extension CheckDefinition {
    /// What the reader of check files takes. For it alone to tell: whether expressions compile and see only facts that the
    /// check needs, and whether the last outcome holds for all that the others leave over.
    public static let schema = JSONSchema.object(
        "A check",
        [
            .required("apiVersion", .constant("groundcrew/v1", "The form of the file.")),
            .required("kind", .constant("Check", "What the file is.")),
            .required(
                "id",
                .text("What the check is called, and its file.", pattern: "^[a-z0-9][a-z0-9-]*$").example("gpu-nodes")),
            .required("title", .text("Its name in reports.").example("GPU nodes")),
            .required("category", .text("What it is about, with others.").example("services")),
            .optional(
                "severity",
                .text("What becomes of a check that does not hold.", choices: Severity.allCases.map(\.rawValue))
                    .defaulting(to: .string(Severity.error.rawValue))),
            .optional("description", .text("What it looks at and why, for people.")),
            .optional(
                "requirement",
                .text("What asks for it, such as a requirement of a standard.").example("MUST: gateway-api")),
            .optional(
                "needs",
                .texts("The facts that its expressions see.", choices: FactRegistry.builtIn.names.map(\.rawValue))
                    .example(["kubernetes"])),
            .optional("objects", ObjectsVariable.schema),
            .optional("requires", .texts("Checks without which it makes no sense.").example(["cluster"])),
            .optional("appliesTo", applicability),
            .optional(
                "forEach",
                .text("What it is judged for, one by one.", choices: Each.allCases.map(\.rawValue)).example("nats")),
            .optional("onRequest", .truth("Whether it runs only where it is named, or by a profile.")),
            .required("outcomes", .list("The first that holds counts; the last holds always.", of: outcome, least: 1)),
        ]
    ).described("A file of a folder that `--checks` names, and of `checks/`.")

    private static let applicability = JSONSchema.object(
        "When the check is of use at all.",
        [
            .required("when", .source("An expression over want.").example("size(want.nats) > 0")),
            .required("otherwise", .text("Why it is skipped, a template over want.").example("not needed")),
        ])

    private static let outcome = JSONSchema.object(
        "What may come out.",
        [
            .required("when", .source("An expression over the facts.").example("true")),
            .required(
                "verdict", .text("The verdict.", choices: Outcome.Kind.allCases.map(\.rawValue)).example("pass")),
            .required("message", .text("What is so, a template.").example("Kubernetes ${kubernetes.version} answers")),
            .optional(
                "hint", .source("What to do next, a template.").example("upgrade the cluster"), takesNull: false),
            .optional(
                "details", .source("An expression: a line of text for each thing found.").example("[]"),
                takesNull: false),
        ]
    )
    // What is not well says what to do next.
    .with("if", ["required": ["verdict"], "properties": ["verdict": ["enum": .array(unwell.map(Value.string))]]])
    .with("then", ["required": ["hint"]])

    private static let unwell = [Outcome.Kind.fail, .warn, .unknown].map(\.rawValue)
}
