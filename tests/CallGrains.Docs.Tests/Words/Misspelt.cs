namespace CallGrains.Docs.Tests.Words;

/// <summary>Common misspellings, so that none is accepted into the list by mistake.</summary>
internal static class Misspelt
{
    public static IReadOnlySet<string> Words { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "accomodate", "accross", "acheive", "adress", "agressive", "allready", "alot", "alwasy", "amoung",
        "apparant", "arguement", "asynchonous", "becuase", "begining", "beleive", "calender", "cancelation",
        "catagory", "commited", "compatability", "comunication", "concensus", "configuraton", "consistant",
        "convertion", "definately", "dependancy", "dependant", "descision", "desireable", "dissapear", "doesnt",
        "enviroment", "existance", "explicitely", "familar", "finaly", "foward", "futher", "garantee", "guarentee",
        "happend", "heirarchy", "immediatly", "independant", "initalize", "interupt", "intresting", "knowlege",
        "lenght", "libary", "maintainance", "manualy", "neccessary", "necesary", "noticable", "occassion",
        "occured", "occurence", "ommit", "optionaly", "orignal", "overriden", "paramater", "parralel",
        "particulary", "perfomance", "permanant", "persistant", "posible", "preceed", "prefered", "priviledge",
        "probaly", "proccess", "programatically", "propogate", "recieve", "recieved", "recomend", "refered",
        "refering", "relevent", "reponse", "retreive", "seperate", "seperated", "similiar", "sofware", "succesful",
        "succesfully", "successfull", "supress", "suprise", "synchonous", "teh", "threshhold", "throught",
        "truely", "unneccessary", "untill", "usefull", "usualy", "wether", "wich", "writting",
    };
}
