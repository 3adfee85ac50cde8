// The README's flow has no namespace, so neither has what it is given.
public interface ICustomers
{
    Task<string> NameOfAsync(string number);

    Task NoteAsync(string number);
}
