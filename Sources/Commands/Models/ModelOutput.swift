import Models
import Value
import YAML

/// Prints values in the format asked for; text comes from the caller.
struct ResultPrinter {
    let output: any Output
    let format: OutputFormat

    func print(_ value: @autoclosure () throws -> Value, text: () throws -> String) rethrows {
        switch format {
        case .text: output.write(try text())
        case .json: output.write(try value().json(pretty: true) + "\n")
        case .yaml: output.write(YAML.encode(try value()))
        }
    }
}

func modelTable(_ models: [Model]) -> String {
    Table(
        headings: ["ID", "PARAMETERS", "CONTEXT", "GPU MEMORY", "GATED", "ENGINES"],
        rows: models.map { model in
            [
                model.id, model.parameters ?? "?", model.contextLength.map(String.init) ?? "?",
                model.memory?.description ?? "?", model.isGated.map { $0 ? "yes" : "no" } ?? "?",
                model.engines?.joined(separator: ",") ?? "?",
            ]
        }
    )
    .rendered()
}
