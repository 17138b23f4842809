public import Schemas
import Value

extension ReadinessContract {
    /// What the reader of the section takes; whether expressions compile is for it alone to tell.
    public static let schema = JSONSchema.object(
        "How the status of a deployment is read.",
        [
            .optional("observedGeneration", generationChoice),
            .optional("related", .map("Other objects that the contract looks at.", of: relatedObject, takesNull: true)),
            .optional("let", definitionsMap),
            .required("rules", .list("The first that holds counts.", of: ruleObject, least: 1)),
            .optional("replicas", replicas), .optional("pods", pods), .optional("endpoint", endpointObject),
        ])

    private static let generationChoice = JSONSchema.text(
        "Whether a status of an older generation counts.", choices: generationWords
    ).defaulting(to: "required")

    private static let relatedObject = JSONSchema.object(
        "Another object.",
        [
            .required("apiVersion", word("Its version, with its group.")), .required("kind", word("Its kind.")),
            .required("name", word("Its name, a template over object.")),
            .optional("namespace", word("Its namespace, a template over object; the object's own when left out.")),
        ])

    private static let definitionsMap = JSONSchema.map(
        "Names for expressions, which those behind them may use.", of: expression("An expression."), takesNull: false
    ).with("propertyNames", ["not": ["enum": .array(variables.sorted().map(Value.string))]])

    private static let ruleObject = JSONSchema.object(
        "What an object is in when an expression holds.",
        [
            .required("when", expression("An expression that is true or false.")),
            .required("phase", .text("Where the deployment stands then.", choices: phases(where: { $0 != .unknown }))),
            .optional("message", word("What people read, a template.")),
            .optional("reason", word("One word for it, a template.")),
            .optional(
                "patience",
                .number("Seconds that it may last before it counts as a failure.", in: patienceSeconds)),
        ]
    )
    // There is nothing to be patient with in what is final.
    .with(
        "if",
        [
            "required": ["phase"],
            "properties": ["phase": ["enum": .array(phases(where: \.isTerminal).map(Value.string))]],
        ]
    )
    .with("then", ["properties": ["patience": ["type": "null"]]])

    private static let replicas = JSONSchema.object(
        "How many there are.",
        [
            .required("desired", expression("How many are asked for.")),
            .required("ready", expression("How many of them are ready.")),
        ])

    private static let pods = JSONSchema.object(
        "Which pods are the deployment's.", [.required("selector", word("A selector by labels, a template."))])

    private static let endpointObject = JSONSchema.object(
        "Where clients reach it.",
        [
            .required("service", word("The Service's name, a template.")),
            .required("port", port),
            .optional("scheme", .text("http or https.", choices: ContractEndpoint.schemes).defaulting(to: "http")),
            .optional("path", .text("Where the API begins.", pattern: "^/").defaulting(to: "/")),
        ])

    private static let port = JSONSchema([
        "title": "Its port, a template.",
        "anyOf": [
            ["type": "integer", "minimum": 1, "maximum": 65_535],
            ["type": "string", "pattern": "^0*[1-9][0-9]{0,4}$|[$][{]"],
        ],
    ])

    // MARK: - Parts

    private static func phases(where isMeant: (DeploymentPhase) -> Bool) -> [String] {
        DeploymentPhase.allCases.filter(isMeant).map(\.rawValue)
    }

    /// Numbers and booleans count as their text.
    private static func word(_ title: String) -> JSONSchema {
        JSONSchema(["title": .string(title), "type": ["string", "integer", "boolean"]])
    }

    private static func expression(_ title: String) -> JSONSchema { word(title).with("minLength", 1) }
}
