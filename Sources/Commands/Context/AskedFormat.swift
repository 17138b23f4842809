import ArgumentParser

/// The format that a command line asks results in, from its words alone: of one that does not parse, the parser tells
/// nothing.
enum AskedFormat {
    /// Nil where no format is named, and where the command's `-o` names something else, such as a file.
    static func of(_ arguments: [String]) -> OutputFormat? {
        let command = command(of: arguments)
        // A command that does not exist may be any.
        guard !command.configuration.subcommands.isEmpty || printsFormats(command) else { return nil }
        let words = Array(arguments.prefix { $0 != "--" })
        var format: OutputFormat?
        for (index, word) in words.enumerated() {
            if word == "-o" || word == "--output" {
                guard index + 1 < words.count else { continue }
                format = OutputFormat(argument: words[index + 1]) ?? format
            } else if let option = ["-o=", "--output="].first(where: { word.hasPrefix($0) }) {
                format = OutputFormat(argument: String(word.dropFirst(option.count))) ?? format
            }
        }
        return format
    }

    /// As far as its words are commands.
    private static func command(of arguments: [String]) -> any ParsableCommand.Type {
        var command: any ParsableCommand.Type = GroundcrewCommand.self
        for word in arguments where !word.hasPrefix("-") {
            let children = command.configuration.subcommands
            guard let child = children.first(where: { UsageMessage.names($0).contains(word) }) else { break }
            command = child
        }
        return command.configuration.defaultSubcommand ?? command
    }

    private static func printsFormats(_ command: any ParsableCommand.Type) -> Bool {
        Mirror(reflecting: command.init()).children.contains { child in
            child.value is OptionGroup<OutputOptions> || child.value is OptionGroup<ListOutputOptions>
                || child.value is Option<OutputFormat>
        }
    }
}
