import Schemas
import Testing
import Value

/// The fields of a schema, and the page that lists them.
@Suite struct SchemaPageTests {
    private static let schema = JSONSchema.object(
        "A file",
        [
            .required("kind", .constant("File", "What it is.")),
            .optional("driver", .text("Who | what.", choices: ["a", "b"]).defaulting(to: "a").example("b")),
            .optional("count", .number("How many.", in: 1...9).defaulting(to: 2)),
            .optional(
                "models",
                .list(
                    "Models.",
                    of: .object(
                        "A model.",
                        [
                            .required("id", .text("Its id.").example("a/b")),
                            .optional(
                                "resources", .object("Parts.", [.optional("gpu", .number("GPUs.", in: 0...4))])),
                        ]))),
            .optional(
                "operators",
                .map("Operators.", of: .object("One.", [.optional("chart", .text("Its chart."))]), takesNull: true)),
            .optional("existing", .map("Words.", of: .text("A word.", choices: ["x"]), takesNull: true)),
            .optional("skip", .texts("Ids.").example(["nats"])), .optional("any", .anything("Anything.")),
            .optional("values", .values("Values.").example(["a": 1])), .optional("on", .truth("Whether.")),
        ]
    ).described("What it is for.")

    @Test func everyPlaceIsAFieldWhatHoldsItFirst() {
        let fields = SchemaField.all(of: Self.schema)
        #expect(
            fields.map(\.path) == [
                "kind", "driver", "count", "models", "models[].id", "models[].resources", "models[].resources.gpu",
                "operators", "operators.NAME", "operators.NAME.chart", "existing", "existing.NAME", "skip", "any",
                "values", "on",
            ])
        #expect(fields.filter(\.isRequired).map(\.path) == ["kind", "models[].id"])
        #expect(fields.first { $0.path == "existing.NAME" }?.choices == ["x"])
        #expect(fields.first { $0.path == "driver" }?.types == ["string"])
        #expect(fields.first { $0.path == "skip" }?.example == ["nats"])
        #expect(fields.first { $0.path == "operators.NAME" }?.title == "One.")
    }

    @Test func aListOfObjectsHasFieldsToo() {
        let list = JSONSchema.list("All.", of: .object("One.", [.required("id", .text("Its id."))]))
        #expect(SchemaField.all(of: list).map(\.path) == ["[].id"])
    }

    @Test func thePageHasARowForEach() {
        #expect(
            SchemaPage(Self.schema, command: "groundcrew schema file --markdown").text == #"""
                # A file

                What it is for.

                <!-- Made by `groundcrew schema file --markdown`: change the schema, not this page. -->

                | field | what may stand there | when left out | such as | what it is for |
                |---|---|---|---|---|
                | `kind` | `File`, required |  |  | What it is. |
                | `driver` | `a`, `b` | `a` | `b` | Who \| what. |
                | `count` | number from 1 to 9 | `2` |  | How many. |
                | `models` | list |  |  | Models. |
                | `models[].id` | text, required |  | `a/b` | Its id. |
                | `models[].resources` | mapping |  |  | Parts. |
                | `models[].resources.gpu` | number from 0 to 4 |  |  | GPUs. |
                | `operators` | mapping |  |  | Operators. |
                | `operators.NAME` | mapping |  |  | One. |
                | `operators.NAME.chart` | text |  |  | Its chart. |
                | `existing` | mapping |  |  | Words. |
                | `existing.NAME` | `x` |  |  | A word. |
                | `skip` | list |  | `["nats"]` | Ids. |
                | `any` | anything |  |  | Anything. |
                | `values` | mapping |  | `{"a":1}` | Values. |
                | `on` | true or false |  |  | Whether. |

                """#)
    }

    @Test func aPageWithoutADescriptionHasNone() {
        let page = SchemaPage(.object("A file", []), command: "x").text
        #expect(page.hasPrefix("# A file\n\n<!-- Made by `x`"))
    }
}
