"""`modelbase completion`: the script with which a shell completes commands, options and IDs."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from modelbase_cli.options import Here, pass_here

HOW = {
    "bash": 'eval "$(modelbase completion bash)"   in ~/.bashrc',
    "zsh": 'eval "$(modelbase completion zsh)"   in ~/.zshrc',
    "fish": "modelbase completion fish > ~/.config/fish/completions/modelbase.fish",
}
# bash cuts words at a colon, which stands in every ID
COLON = "COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@pass_here
def command(here: Here, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash  eval "$(modelbase completion bash)"   in ~/.bashrc
    zsh   eval "$(modelbase completion zsh)"    in ~/.zshrc
    fish  modelbase completion fish > ~/.config/fish/completions/modelbase.fish
    """
    root = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no completion for {shell}.")
    script = kind(root, {}, "modelbase", "_MODELBASE_COMPLETE").source()
    here.out.data(f"{COLON}\n{script}" if shell == "bash" else script)
    if here.out.tty:
        here.out.say(f"To use it: {HOW[shell]}")
