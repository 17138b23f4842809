import ArgumentParser
import Value

/// What the argument parser says of a wrong command line, with what was meant: the parser suggests options alone.
enum UsageMessage {
    /// - Parameters:
    ///   - message: the parser's own.
    ///   - arguments: the command line.
    static func improved(_ message: String, arguments: [String]) -> String {
        if let unknown = unknownCommand(arguments), message.hasPrefix("Error: ") {
            let group = unknown.path.isEmpty ? "" : " of '\(unknown.path.joined(separator: " "))'"
            let meant = CloseNames.question(unknown.word, among: unknown.known)
            let known = meant.isEmpty ? "; there are \(unknown.known.joined(separator: ", "))" : meant
            return "Error: There is no command '\(unknown.word)'\(group)\(known)" + afterFirstLine(message)
        }
        if firstLine(message).hasPrefix("Error: The value '"), firstLine(message).hasSuffix("<duration>'") {
            return firstLine(message) + "; say how long, such as 90s, 5m30s or 1h" + limitWords(message)
                + afterFirstLine(message)
        }
        guard let (typed, known) = unknownValue(message) else { return message }
        return firstLine(message) + CloseNames.question(typed, among: known) + afterFirstLine(message)
    }

    private struct UnknownCommand {
        var word: String
        /// The commands before it.
        var path: [String]
        var known: [String]
    }

    /// The first word that stands where a command should, and is none; options may stand before it.
    private static func unknownCommand(_ arguments: [String]) -> UnknownCommand? {
        var command: any ParsableCommand.Type = GroundcrewCommand.self
        var path: [String] = []
        for word in arguments {
            let children = command.configuration.subcommands
            if children.isEmpty || word == "--" || word == "help" { return nil }
            if word.hasPrefix("-") { continue }
            guard let child = children.first(where: { names($0).contains(word) }) else {
                return UnknownCommand(
                    word: word, path: path, known: children.flatMap(names).filter { !$0.isEmpty }.sorted())
            }
            command = child
            path.append(word)
        }
        return nil
    }

    /// What a command may be called by.
    static func names(_ command: any ParsableCommand.Type) -> [String] {
        [command.configuration.commandName ?? ""] + command.configuration.aliases
    }

    /// `The value 'jsn' is invalid for '-o <output>'. Please provide one of 'text', 'json' or 'yaml'.`
    private static func unknownValue(_ message: String) -> (typed: String, known: [String])? {
        let line = firstLine(message)
        guard line.hasPrefix("Error: The value '"), let list = line.firstRange(of: "Please provide one of ") else {
            return nil
        }
        let typed = line.dropFirst("Error: The value '".count).prefix { $0 != "'" }
        let quoted = line[list.upperBound...].split(separator: "'", omittingEmptySubsequences: false)
        return (String(typed), quoted.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
    }

    /// A limit of no time at all would end everything before it begins.
    private static func limitWords(_ message: String) -> String {
        firstLine(message).hasSuffix("'--timeout <duration>'") ? "; it must be more than zero" : ""
    }

    private static func firstLine(_ message: String) -> Substring { message.prefix { $0 != "\n" } }
    private static func afterFirstLine(_ message: String) -> Substring { message.drop { $0 != "\n" } }
}
