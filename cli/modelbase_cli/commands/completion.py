"""`modelbase completion`: the script with which a shell completes commands, options and IDs."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, get_completion_class

from modelbase_cli.options import Here, pass_here

HOW = {
    "bash": 'eval "$(modelbase completion bash)"   in ~/.bashrc',
    "zsh": 'eval "$(modelbase completion zsh)"   in ~/.zshrc',
    "fish": "modelbase completion fish > ~/.config/fish/completions/modelbase.fish",
}
# bash cuts words at the letters of COMP_WORDBREAKS, a colon among them, which stands in every ID. Other scripts share
# that variable and change it, so it stays as it is: the words are put together again, and of a completion bash is given
# what follows the last of those letters, since that is what it replaces.
BASH = r"""
%(complete_func)s() {
    local IFS=$'\n'
    local rest="${COMP_LINE:0:$COMP_POINT}" words=() word
    for word in "${COMP_WORDS[@]:0:$((COMP_CWORD + 1))}"; do
        if [[ ${#words[@]} -eq 0 || $rest == [[:space:]]* ]]; then
            rest="${rest#"${rest%%%%[![:space:]]*}"}"
            words+=("$word")
        else
            words[-1]+="$word"
        fi
        rest="${rest#"$word"}"
    done

    local current="${words[-1]}" replaced="" response completion type value
    if [[ -n $COMP_WORDBREAKS && $current != [\"\']* ]]; then
        replaced="${current%%"${current##*[$COMP_WORDBREAKS]}"}"
    fi

    response=$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) %(complete_var)s=bash_complete $1)
    for completion in $response; do
        IFS=',' read -r type value <<< "$completion"
        if [[ $type == 'dir' ]]; then
            COMPREPLY=()
            compopt -o dirnames
        elif [[ $type == 'file' ]]; then
            COMPREPLY=()
            compopt -o default
        elif [[ $type == 'plain' ]]; then
            COMPREPLY+=("${value#"$replaced"}")
        fi
    done
    return 0
}

%(complete_func)s_setup() {
    complete -o nosort -F %(complete_func)s %(prog_name)s
}

%(complete_func)s_setup;
"""


class Bash(BashComplete):
    """Completion for bash with words that hold a colon."""

    source_template = BASH


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
    kind = Bash if shell == "bash" else get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no completion for {shell}.")
    script = kind(root, {}, "modelbase", "_MODELBASE_COMPLETE").source()
    here.out.data(script)
    if here.out.tty:
        here.out.say(f"To use it: {HOW[shell]}")
